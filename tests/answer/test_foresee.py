"""What is running is foretold from the same days, whatever else is asked of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.answer.contract import to_json
from bot.answer.model import Answer
from bot.ask import Desk, answer, vocabulary
from bot.blocks.ahead import foretold
from bot.blocks.answer import answer_card
from bot.blocks.fallback import text_only
from bot.books import Query, Reading
from bot.question.model import Question, Standpoint
from bot.question.read import read
from bot.trouble import Reason, Trouble
from tests.answer.world import NAMES, NOW, Books, Entry

HERE = Standpoint(NOW, ZoneInfo("UTC"))


def entry(day: date) -> Entry:
    used = Decimal(3 + day.weekday()) + Decimal(day.toordinal() * 7919 % 41) / 100
    amounts = (used, used, Decimal(0), Decimal(10), Decimal(0), Decimal(0), Decimal(0))
    key, tags = f"k{1 + day.day % 3}", frozenset("ab" if day.day % 2 else "a")
    return Entry(day, key, tags, "listen", "sync", ("u1",), "li1", amounts, used * 2)


YEAR = [entry(NOW.date() - timedelta(days=back)) for back in range(300)]


class Known:
    async def names(self, project: str, now: object) -> object:
        return NAMES

    renewed = names

    async def held(self, project: str) -> None:
        return None


class Forgetful(Books):
    """Books that cannot be read before this month."""

    def __init__(self, entries: Sequence[Entry], trouble: Reason | None = None) -> None:
        super().__init__(entries)
        self.trouble = trouble

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        found = await super().read(query, first, last, now)
        if last >= date(2026, 10, 31):
            return found if first >= date(2026, 11, 1) else await self.before(found)
        raise AssertionError((first, last))

    async def before(self, found: Reading) -> Reading:
        if self.trouble:
            raise Trouble(self.trouble)
        await asyncio.sleep(0)
        return replace(found, stale=True)


def ask(text: str, books: Books | None = None, now: datetime = NOW) -> Answer:
    desk = Desk(books or Books(YEAR), Known(), ("default",))
    here = replace(HERE, now=now)
    question = read(text, here, vocabulary({"default": NAMES}))
    assert isinstance(question, Question), question
    return asyncio.run(answer(question, here, desk, {"default": NAMES}))


@pytest.mark.parametrize("about", ["cost", "usage", "requests of key:k1 by day,", "cost tag:b"])
def test_the_end_of_a_month_is_the_same_whatever_else_is_asked(about: str) -> None:
    about, more = (about[:-8], " by day") if about.endswith(",") else (about, "")
    plain = ask(f"{about} this month{more}").ahead

    assert plain is not None
    for also in (" vs last month", " vs previous", " by key", " by tag", " by day top 3"):
        assert ask(f"{about} this month{also}").ahead == plain


def test_it_is_learned_from_the_days_before_by_one_call_more() -> None:
    books = Books(YEAR)

    ahead = ask("cost by key this month", books).ahead

    assert ahead is not None
    assert ahead.words == "a close estimate"
    truth = sum(entry(date(2026, 11, day)).dollars for day in range(1, 31))
    assert ahead.low < truth < ahead.high
    assert len(books.queries) == 2


@pytest.mark.parametrize(
    "text", ["cost last week", "cost last 7 days", "cost october", "cost this year"]
)
def test_what_is_not_running_needs_no_call_more(text: str) -> None:
    books = Books(YEAR)

    assert ask(text, books).ahead is None
    assert len(books.queries) == 1


def test_a_forecast_that_was_asked_for_is_the_headline() -> None:
    found = ask("forecast cost this month")
    card = answer_card(found, now=NOW)

    header = next(block for block in card.blocks if block["type"] == "header")
    assert header["text"]["text"] == "About $371 by 30 Nov"
    assert f"${found.total['cost']:,.2f} so far" in str(card.blocks)
    assert foretold(found) in str(card.blocks)
    for said in (card.text, text_only(card).text):
        assert "About $371 by 30 Nov" in said
        assert "so far" in said


def test_elsewhere_it_stands_below_the_number() -> None:
    found = ask("cost this month")
    card = answer_card(found, now=NOW)

    header = next(block for block in card.blocks if block["type"] == "header")
    assert header["text"]["text"] == f"${found.total['cost']:,.2f}"
    assert foretold(found) in str(card.blocks)
    assert foretold(found) in card.text


def test_machines_get_it_as_values_and_in_words() -> None:
    found = ask("cost this month")
    assert found.ahead is not None

    body = to_json(found, [foretold(found)])

    assert body["notes"] == [foretold(found)]
    assert body["forecast"] == {
        "end": "2026-11-30",
        "column": "cost",
        "low": f"{found.ahead.low:f}",
        "mid": f"{found.ahead.mid:f}",
        "high": f"{found.ahead.high:f}",
        "words": "a close estimate",
    }


@pytest.mark.parametrize(
    ("books", "why"),
    [
        (Books(YEAR[:5]), "too few days of use are known"),
        (Forgetful(YEAR), "not current"),
        (Forgetful(YEAR, Reason.DEEPGRAM_DOWN), "Deepgram answered with an error of its own"),
    ],
)
def test_where_it_cannot_be_told_the_figures_stand_and_it_says_so(books: Books, why: str) -> None:
    asked, beside = ask("forecast cost this month", books), ask("cost this month", books)

    assert asked.ahead is beside.ahead is None
    assert asked.total == beside.total
    assert any(note.startswith("There is no forecast") and why in note for note in asked.notes)
    card = answer_card(asked, now=NOW)
    warned = [b for b in card.blocks if b["type"] == "section" and "no forecast" in str(b)]
    assert warned
    assert not any("forecast" in note for note in beside.notes)


def test_on_the_first_of_a_month_it_is_told_already() -> None:
    first = datetime(2026, 11, 1, 10, tzinfo=UTC)
    books = Books([each for each in YEAR if each.day <= first.date()])

    ahead = ask("cost this month", books, first).ahead

    assert ahead is not None
    truth = sum(entry(date(2026, 11, day)).dollars for day in range(1, 31))
    assert ahead.low < truth < ahead.high
