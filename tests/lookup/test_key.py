"""One key: every figure is the ledger's, and what could not be read is never shown as nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.account import Key
from bot.books import COLUMNS, Book
from bot.demo import access, people
from bot.demo.ask import Manner
from bot.demo.faults import Fault, down
from bot.demo.refusals import no_scope
from bot.question.model import Field, Filter, Op, Question, Subject
from bot.trouble import Reason, Trouble
from tests.lookup.world import NOW, TODAY, bot, dollars, entries, facts, lately, total

ACME_KEYS = [key.id for key in people.keys(NOW)]


def about(key_id: str) -> Question:
    return Question(Subject.KEY, filters=(Filter(Field.KEY, Op.ANY, (key_id,)),))


@pytest.mark.parametrize("key_id", [*ACME_KEYS, people.contractor_id(date(2026, 7, 1))])
async def test_every_figure_of_a_key_is_the_ledgers(key_id: str) -> None:
    async with bot() as b:
        listing = await b.look_up(about(key_id))

    used = [e for e in lately(30) if e.key == key_id]
    days = {e.day for e in lately(400) if e.key == key_id}
    found = facts(listing)
    for column in COLUMNS[Book.USAGE]:
        assert found.get(column, Decimal(0)) == total(used, column), column
    assert found["cost"] == dollars(used)
    assert found["last_used"] == (max(days) if days else "not in the last 400 days")
    assert listing.private


async def test_the_course_has_every_day_and_adds_up_to_the_figure() -> None:
    async with bot() as b:
        listing = await b.ask("key ci runner")

    assert listing.course is not None
    assert [day for day, _ in listing.course.days] == [
        TODAY - timedelta(days=back) for back in reversed(range(30))
    ]
    assert sum(v for _, v in listing.course.days) == facts(listing)[listing.course.unit]


async def test_a_key_says_whose_it_is_and_what_it_may_do() -> None:
    async with bot() as b:
        found = facts(await b.ask("key partner trial"))

    assert found["comment"] == "partner trial"
    assert found["owner"] == "Priya Nair"
    assert found["email"] == "priya@acme.example"
    assert found["id"] == people.PARTNER
    assert found["short_id"] == f"…{people.PARTNER[-4:]}"
    assert found["scopes"] == ("usage:write",)
    assert found["tags"] == ("partner",)
    assert found["expires"] == datetime(2026, 12, 1, tzinfo=UTC)
    assert found["expires_in"] == "in 8 days"
    assert found["state"] == "active"


async def test_a_period_that_is_named_is_what_counts() -> None:
    async with bot() as b:
        listing = await b.ask("whose key is ci runner 2026-10-05..2026-10-11")

    used = [e for e in entries(date(2026, 10, 5), date(2026, 10, 11)) if e.key == people.RUNNER]
    assert facts(listing)["requests"] == total(used, "requests")
    assert facts(listing)["last_used"] == TODAY


async def test_an_expired_key_says_so() -> None:
    async with bot() as b:
        listing = await b.ask("key summer intern")

    assert facts(listing)["state"] == "expired"
    assert "has expired" in listing.headline


async def test_a_deleted_key_has_its_last_known_name() -> None:
    gone = people.contractor_id(date(2026, 7, 1))
    async with bot() as b:
        known = Key(gone, "contractor Q3 2026", owner=people.TOM, deleted=True)
        acme = b.names["acme"]
        b.names["acme"] = replace(acme, keys={**acme.keys, gone: known})
        listing = await b.look_up(about(gone))

    assert facts(listing)["state"] == "deleted"
    assert listing.headline.startswith("The key contractor Q3 2026 of Tom Okafor is deleted")
    assert facts(listing)["last_used"] == date(2026, 8, 8)
    assert any("deleted" in note for note in listing.notes)


async def test_a_key_of_somebody_else_is_not_called_deleted() -> None:
    async with bot(access.LIMITED) as b:
        listing = await b.look_up(about(people.RUNNER))

    assert facts(listing)["state"] == "not listed"
    assert any("members:read" in note for note in listing.notes)


async def test_a_key_that_nobody_has_heard_of_is_not_found() -> None:
    async with bot() as b:
        with pytest.raises(Trouble) as trouble:
            await b.look_up(about("00000000-0000-4000-8000-000000000000"))

    assert trouble.value.reason is Reason.NOT_FOUND


async def test_cost_that_may_not_be_read_is_absent_and_the_scope_named() -> None:
    async with bot(access.LIMITED) as b:
        listing = await b.ask("key mobile app")

    assert "cost" not in facts(listing)
    assert any("billing:read" in note for note in listing.notes)
    assert facts(listing)["requests"] == total(
        [e for e in lately(30) if e.key == people.MOBILE], "requests"
    )


async def test_cost_that_a_contract_does_not_give_is_absent_not_zero() -> None:
    async with bot(manner=Manner(contract=True)) as b:
        listing = await b.ask("key ci runner")

    assert "cost" not in facts(listing)
    assert any("no dollars" in note for note in listing.notes)


async def test_a_list_that_cannot_be_read_leaves_the_last_known_names() -> None:
    async with bot() as b:
        b.app.faults.set("*/keys/*", down())
        listing = await b.ask("key ci runner")

    assert facts(listing)["owner"] == "Jonas Weber"
    assert facts(listing)["state"] == "active"
    assert any("list of keys" in note for note in listing.notes)


async def test_use_that_cannot_be_read_is_absent_and_said() -> None:
    async with bot() as b:
        b.app.faults.set("*/usage/breakdown", Fault(refusal=no_scope("usage:read")))
        listing = await b.ask("key ci runner")

    assert not {"requests", "hours", "last_used"} & set(facts(listing))
    assert listing.course is None
    assert any("usage:read" in note for note in listing.notes)


async def test_a_key_is_found_in_whichever_project_has_it() -> None:
    async with bot(access.FULL, access.OTHER) as b:
        listing = await b.ask("key bench")
        b.names = {p: replace(n, keys={}) for p, n in b.names.items()}
        unnamed = await b.look_up(about(people.BENCH))

    assert listing.project == unnamed.project == "Acme Labs"
    used = [e for e in lately(30, project=people.LABS) if e.key == people.BENCH]
    assert facts(unnamed)["requests"] == total(used, "requests")
