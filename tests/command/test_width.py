"""In a terminal of eighty columns every figure is whole: what has no room is cut or left out, never a number."""

import re

import pytest

from tests.command.ledger import NOW
from tests.command.process import dgusage

WIDE = 80
FIGURE = re.compile(r"\d…")


def shown(*text: str) -> list[str]:
    ran = dgusage("ask", "--demo", "--now", NOW.isoformat(), *text, env={"COLUMNS": str(WIDE)})
    assert ran.status == 0, ran.err
    return ran.out.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "by tag last week",
        "by key,model last week",
        "by endpoint last week vs previous",
        "cost by line_item last month vs previous",
    ],
)
def test_a_table_of_figures_keeps_its_columns(text: str) -> None:
    lines = shown(text)

    head = next(line for line in lines if " Share" in line)
    lead = "Cost" if text.startswith("cost") else "Hours"
    assert f" {lead} " in head
    assert all(len(line) <= WIDE for line in lines)
    rows = [line for line in lines if re.search(r"\d %  ", line)]
    assert len(rows) > 3
    assert not [row for row in rows if FIGURE.search(row.partition(" %  ")[0])]


@pytest.mark.parametrize("text", ["balance", "keys", "tags", "models"])
def test_a_listing_leaves_out_columns_rather_than_cutting_figures(text: str) -> None:
    lines = shown(text)

    assert all(len(line) <= WIDE for line in lines)
    assert not [line for line in lines if FIGURE.search(line) and "key …" not in line]


def test_the_card_of_a_key_has_its_thirty_days() -> None:
    lines = shown("key prod gateway")

    place = lines.index("Hours by day")
    bars = re.fullmatch(r"25 Oct ([▁▂▃▄▅▆▇█·]+) 23 Nov   most on .+ h", lines[place + 1])
    assert bars
    assert len(bars[1]) == 30


@pytest.mark.parametrize(("text", "what"), [("cost", "cost"), ("usage", "usage")])
def test_nothing_is_said_of_what_was_asked(text: str, what: str) -> None:
    lines = shown(f"{text} tag:launch-2026-09 last week vs previous")

    assert lines[1].startswith(f"No {what} in 16–22 Nov 2026. Deepgram answered;")
    assert "In 9–15 Nov there was none either." in " ".join(" ".join(lines).split())
    assert not any("···" in line for line in lines)


def test_a_forecast_is_the_headline() -> None:
    lines = shown("forecast cost this month")

    assert re.fullmatch(r"About \$[\d,]+ by 30 Nov  \(\$[\d,.]+ so far\)", lines[1])
    assert any(line.startswith("At this pace November ends at about $") for line in lines)
