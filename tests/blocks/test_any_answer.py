"""Whatever the figures and whatever the names, the card is right, fits and does no harm."""

import json
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from bot.answer.model import Answer
from bot.blocks.answer import answer_card
from bot.blocks.bounds import keep, size
from bot.blocks.fallback import text_only
from bot.blocks.figures import rounded
from bot.blocks.limits import violations
from bot.blocks.message import Message
from tests.blocks.answers import NOW
from tests.blocks.harm import harm
from tests.blocks.strategies import HARM, answers, moments

# An answer over years prints long; Hypothesis would rather not be asked to.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def table_of(message: Message) -> dict[str, Any] | None:
    return next((b for b in message.blocks if b["type"] == "data_table"), None)


def read(text: str) -> Decimal:
    """The number that a cell shows."""
    return Decimal(text.replace("$", "").replace(",", ""))


@slowly
@given(answers(), moments)
def test_slack_would_take_the_card_of_any_answer(answer: Answer, now: Any) -> None:
    message = answer_card(answer, now=now)

    assert violations(message) == []
    assert json.loads(json.dumps([message.text, *message.blocks], allow_nan=False))


@slowly
@given(answers())
def test_the_card_keeps_its_blocks_and_its_text_short(answer: Answer) -> None:
    """The guard at the end has nothing left to cut: what is left out was left out knowingly."""
    message = answer_card(answer, now=NOW)

    assert message.blocks
    assert size(message.text) <= keep("message.text")
    assert "not shown here" not in str(message.blocks) or "more rows, not" in str(message.blocks)


@slowly
@given(answers())
def test_no_name_pings_links_formats_or_hides_anything(answer: Answer) -> None:
    message = answer_card(answer, now=NOW)

    assert harm(message) == []
    assert harm(Message(text_only(message).text.replace("```", "").replace("*", ""))) == []


def test_the_look_for_harm_sees_it() -> None:
    """Else the test above would pass on anything."""
    plain = [text for text in HARM[:5] if not harm(Message("x", ({"type": "x", "text": text},)))]
    marked = [text for text in HARM[:14] if not harm(Message(text))]

    assert (plain, marked) == ([], [])


@slowly
@given(answers())
def test_the_cells_of_a_table_read_back_as_the_figures_of_the_answer(answer: Answer) -> None:
    table = table_of(answer_card(answer, now=NOW))
    rows = table["rows"][1:] if table else []
    event(f"{len(rows) // 50 * 50} rows or more")
    early = len(answer.parts) - len(_without_rest(rows)) if _in_time(answer) else 0
    for part, row in zip(answer.parts[early:], _without_rest(rows), strict=False):
        exact = part.values[answer.lead]
        cell = row[1]
        assert cell["value"] == float(exact)
        if "<" in cell["text"]:
            assert exact
            assert not rounded(exact, answer.lead)
        else:
            assert read(cell["text"]) == rounded(exact, answer.lead)


@slowly
@given(answers())
def test_every_row_is_drawn_or_counted(answer: Answer) -> None:
    message = answer_card(answer, now=NOW)
    table = table_of(message)
    if table is None:
        return
    rows = table["rows"][1:]
    folded = sum(_counted(row[0]["text"]) for row in rows)
    drawn = len(_without_rest(rows))
    said = sum(
        _unshown(e["text"]) for b in message.blocks if b["type"] == "context" for e in b["elements"]
    )

    assert drawn + folded + said == len(answer.parts) + answer.other.count


@slowly
@given(answers())
def test_rows_and_the_rest_still_add_up_in_the_table(answer: Answer) -> None:
    table = table_of(answer_card(answer, now=NOW))
    if table is None or answer.overlap:
        return
    drawn = _without_rest(table["rows"][1:])
    rest = len(table["rows"]) - 1 - len(drawn)
    early = len(answer.parts) - len(drawn) if _in_time(answer) else 0
    parts = answer.parts[early : early + len(drawn)]
    with localcontext(prec=200):
        left = answer.total[answer.lead] - sum((p.values[answer.lead] for p in parts), Decimal(0))

    assert rest <= 1
    if rest:
        row = table["rows"][1] if early else table["rows"][-1]
        assert row[1]["value"] == float(left)
    else:
        assert left == 0


def _in_time(answer: Answer) -> bool:
    return [*answer.question.group_by] == ["day"] and answer.question.top is None


def _without_rest(rows: list[Any]) -> list[Any]:
    """The rows that are parts of the answer."""
    return [row for row in rows if not _counted(row[0]["text"])]


def _counted(label: str) -> int:
    word, _, count = label.partition(" (")
    plain = count.removesuffix(")").replace(",", "")
    return int(plain) if word in ("other", "earlier") and plain.isdecimal() else 0


def _unshown(line: str) -> int:
    count = line.removeprefix("And ").partition(" more rows, not shown here")[0].replace(",", "")
    return int(count) if line.startswith("And ") and count.isdecimal() else 0
