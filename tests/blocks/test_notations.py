"""However digits are grouped, people read the numbers of the JSON, and machines read the same JSON."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer.contract import to_json
from bot.answer.csv import lines
from bot.answer.listing import Column, Fact, Listing
from bot.answer.listing_contract import to_json as listing_json
from bot.answer.model import Answer, Outlook
from bot.blocks.ahead import foretold
from bot.blocks.answer import answer_card
from bot.blocks.fallback import text_only
from bot.blocks.figures import (
    ENGLISH,
    NOTATIONS,
    Notation,
    brief,
    cell,
    change,
    counted,
    exact,
    figure,
    in_force,
    percent,
    rounded,
    written,
)
from bot.blocks.listing import listing_card
from bot.question.model import Question, Subject
from bot.settings import Need, Settings, load
from tests.blocks.answers import NOW
from tests.blocks.strategies import answers

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

notations = st.sampled_from([*NOTATIONS.values()])
amounts = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=3)
GROUPED = re.compile(r"\d{4}")


def read(text: str, notation: Notation) -> Decimal:
    """The number at the beginning of a text, as somebody who writes them so reads it."""
    plain = text.replace("$", "").replace(notation.group or "\0", "").replace(notation.point, ".")
    found = re.match(r"-?\d+(\.\d+)?", plain)
    assert found, text
    return Decimal(found[0])


@given(amounts, notations)
def test_a_number_reads_back_as_itself_in_every_notation(
    amount: Decimal, notation: Notation
) -> None:
    with written(notation):
        shown = {column: cell(amount, column) for column in ("hours", "requests", "cost")}
        full = figure(amount, "cost")
    for column, text in shown.items():
        if "<" not in text:
            assert read(text, notation) == rounded(amount, column)
            assert not (notation.group and GROUPED.search(text))
    if "<" not in full:
        assert read(full, notation) == rounded(amount, "cost")


@given(st.integers(0, 10**9), amounts, notations)
def test_counts_and_strange_units_too(number: int, amount: Decimal, notation: Notation) -> None:
    with written(notation):
        assert read(counted(number), notation) == number
        assert read(exact(amount), notation) == amount


@slowly
@given(answers(), notations)
def test_the_cells_of_an_answer_read_back_as_its_json(answer: Answer, notation: Notation) -> None:
    with written(notation):
        card = answer_card(answer, now=NOW)
        body = to_json(answer)
    assert body == to_json(answer)
    table = next((b for b in card.blocks if b["type"] == "data_table"), None)
    rows = [row for row in (table["rows"][1:] if table else []) if _is_amount(row[1]["text"])]
    values = {Decimal(row["values"][answer.lead]) for row in body["rows"]}
    shown = {rounded(value, answer.lead) for value in values}
    rest = [row for row in rows if re.match(r"(other|earlier) \(", row[0]["text"])]
    for row in rows:
        if row not in rest:
            assert read(row[1]["text"], notation) in shown


@slowly
@given(answers(), notations)
def test_the_headline_and_the_text_alone_are_written_so(answer: Answer, notation: Notation) -> None:
    with written(notation):
        card = answer_card(answer, now=NOW)
        expected = figure(answer.total[answer.lead], answer.lead)
        plain = text_only(card).text
    headers = [b["text"]["text"] for b in card.blocks if b["type"] == "header"]
    for header in headers:
        assert header.startswith(expected)
        if "<" not in header and "×" not in header:
            assert read(header, notation) == rounded(answer.total[answer.lead], answer.lead)
            assert expected in card.text
            assert expected in plain


@slowly
@given(answers(), notations)
def test_csv_is_the_same_in_every_notation(answer: Answer, notation: Notation) -> None:
    plain = [*lines(answer)]
    with written(notation):
        assert [*lines(answer)] == plain


@given(st.lists(amounts, min_size=1, max_size=8), notations)
def test_the_cells_of_a_listing_read_back_as_its_json(
    values: list[Decimal], notation: Notation
) -> None:
    listing = Listing(
        Question(subject=Subject.TAGS),
        "Tags",
        "Some.",
        facts=(Fact("cost", "Cost", values[0], "cost"),),
        columns=(Column("tag", "Tag"), Column("requests", "Requests", "requests")),
        rows=tuple((f"t{place}", value) for place, value in enumerate(values)),
        more=1_234,
    )
    with written(notation):
        card = listing_card(listing, now=NOW)
        body = listing_json(listing)
        more = f"And {counted(1_234)} more.".replace("\u202f", " ")
    assert body == listing_json(listing)
    table: Any = next(b for b in card.blocks if b["type"] == "data_table")
    for row, line in zip(table["rows"][1:], body["rows"], strict=True):
        text = row[1]["text"]
        if "<" not in text:
            assert read(text, notation) == rounded(Decimal(line["values"]["requests"]), "requests")
    assert more in str(card.blocks)
    assert more in card.text.replace("\u202f", " ")


def test_a_forecast_and_a_change_are_written_so() -> None:
    question = Question(subject=Subject.COST)
    ahead = Outlook("November", NOW.date(), "cost", *map(Decimal, ("1150", "1230.4", "1323")), "ok")
    of = replace(_bare(question), ahead=ahead)
    with written(NOTATIONS["1.234,56"]):
        assert foretold(of) == "At this pace November ends at about $1.230 ($1.150–$1.330), ok."
        assert change(Decimal("2345.5"), Decimal(1000), "cost") == "+135 % (+$1.345,50)"
        assert percent(Decimal("0.0456")) == "+4,6 %"
        assert brief(Decimal(12_345_678), "characters") == "12,3M characters"
        assert cell(Decimal(12).scaleb(30), "hours") == "1,200 × 10^31"
    assert foretold(of) == "At this pace November ends at about $1,230 ($1,150–$1,330), ok."


def _bare(question: Question) -> Answer:
    """An answer of which only the forecast matters."""
    from tests.blocks import answers as made

    return replace(made.everything(), question=question)


def test_it_goes_no_further_than_where_it_was_asked_for() -> None:
    with written(NOTATIONS["1 234,56"]):
        assert in_force() == NOTATIONS["1 234,56"]
    assert in_force() == ENGLISH


@pytest.mark.parametrize("name", [*NOTATIONS])
def test_the_setting_is_a_number_that_looks_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DGUSAGE_NUMBERS", name)

    assert load(Need.NOTHING).notation == NOTATIONS[name]


def test_any_other_number_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DGUSAGE_NUMBERS", "12.34.56")

    with pytest.raises(Exception, match=r"DGUSAGE_NUMBERS must be one of 1,234\.56"):
        load(Need.NOTHING)
    assert Settings(dgusage_numbers="1.234,56").notation.point == ","


def _is_amount(text: str) -> bool:
    return "<" not in text and "×" not in text and text != "—"
