"""Lists of keys: who is in them, and who is set apart."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.demo import access, people
from bot.demo.faults import Fault, down
from bot.demo.refusals import no_scope
from bot.trouble import Reason, Trouble
from tests.lookup.world import NOW, TODAY, Bot, bot, by, entries, facts, lately, rows, total


def used_days(key_id: str, days: int, now: datetime = NOW) -> set[date]:
    return {e.day for e in lately(days, now) if e.key == key_id}


async def test_every_key_has_its_last_day_and_its_requests() -> None:
    async with bot() as b:
        listing = await b.ask("keys")

    found = by(listing, "id")
    assert set(found) == {key.id for key in people.keys(NOW)}
    for key_id, row in found.items():
        days = used_days(key_id, 400)
        mine = [e for e in lately(30) if e.key == key_id]
        assert row["last_used"] == (max(days) if days else "not in 400 days")
        assert row["requests"] == total(mine, "requests")
    assert listing.private
    assert listing.asks[0] == f"key {rows(listing)[0]['id']}"


@pytest.mark.parametrize("days", [1, 2, 7, 30, 90, 276, 277, 300, 400, 450])
async def test_unused_are_those_without_a_day_of_use_in_so_many(days: int) -> None:
    async with bot() as b:
        listing = await b.ask(f"keys unused {days}d")

    unused = {k.id for k in people.keys(NOW) if not used_days(k.id, days)}
    assert set(by(listing, "id")) == unused


async def test_the_bots_own_key_is_not_to_be_deleted_by_mistake() -> None:
    async with bot() as b:
        listing = await b.ask("keys unused 90d")

    assert people.BOT in by(listing, "id")
    assert any("only manage" in note for note in listing.notes)


async def test_keys_that_are_too_young_stand_apart_and_say_so() -> None:
    async with bot(now=datetime(2024, 2, 20, 12, tzinfo=UTC)) as b:
        listing = await b.ask("keys unused 30d")

    assert rows(listing)[-1]["id"] == people.BOT
    assert rows(listing)[-1]["remark"] == "only 8 days old"
    assert [row.get("remark") for row in rows(listing)[:-1]] == [None] * (len(listing.rows) - 1)
    assert "1 more is younger than that" in listing.headline


async def test_unused_in_a_named_period_is_about_its_days() -> None:
    async with bot() as b:
        listing = await b.ask("keys unused in october")

    used = {e.key for e in entries(date(2026, 10, 1), date(2026, 10, 31))}
    assert set(by(listing, "id")) == {k.id for k in people.keys(NOW) if k.id not in used}


async def test_expiring_and_expired_go_by_the_moment() -> None:
    async with bot() as b:
        within = by(await b.ask("keys expiring 30d"), "id")
        sooner = by(await b.ask("keys expiring 7d"), "id")
        expired = by(await b.ask("keys expired"), "id")

    assert set(within) == {people.PARTNER}
    assert within[people.PARTNER]["remark"] == "expires in 8 days"
    assert set(sooner) == set()
    assert set(expired) == {people.INTERN}


@pytest.mark.parametrize(
    ("asked", "comments"),
    [
        ("keys of ana@acme.example", {"prod gateway", "ana laptop"}),
        ("keys of ana", {"prod gateway", "ana laptop"}),
        ("keys owner:flores", {"prod gateway", "ana laptop"}),
        ("keys owner:jon", {"eu worker", "ci runner", "dgusage bot"}),
        ("keys owner:mei", {"trade fair kiosk"}),
        ("keys owner:nobody", set()),
        (
            "keys with scope usage:write",
            {
                "eu worker",
                "mobile app",
                "partner trial",
                "trade fair kiosk",
                "spare (do not delete)",
            },
        ),
        ("keys with scope billing:read", set()),
    ],
)
async def test_keys_of_a_person_and_with_a_scope(asked: str, comments: set[str]) -> None:
    async with bot() as b:
        listing = await b.ask(asked)

    plain = {r["key"] for r in rows(listing) if "role" not in str(r.get("remark"))}
    assert plain == comments


async def test_a_scope_that_comes_with_a_role_is_said_to() -> None:
    async with bot() as b:
        found = by(await b.ask("keys with scope billing:read"), "key")

    assert {name: row["remark"] for name, row in found.items()} == {
        "ana laptop": "through its role admin",
        "dgusage bot": "through its role admin",
    }


async def test_filters_leave_the_keys_that_had_such_use() -> None:
    async with bot() as b:
        found = by(await b.ask("keys tag:support"), "id")

    used = [e for e in lately(30) if "support" in e.tags]
    assert set(found) == {e.key for e in used}
    for key_id, row in found.items():
        assert row["requests"] == total([e for e in used if e.key == key_id], "requests")


async def test_a_list_of_ones_own_keys_only_is_not_passed_for_all() -> None:
    async with bot(access.LIMITED) as b:
        listing = await b.ask("keys")

    assert set(by(listing, "key")) == {"mobile app", "partner trial", "summer intern"}
    assert any("may not be all keys" in note for note in listing.notes)


async def refused(b: Bot, text: str) -> Reason:
    with pytest.raises(Trouble) as trouble:
        await b.ask(text)
    return trouble.value.reason


async def test_forbidden_and_failed_are_trouble_and_empty_is_an_answer() -> None:
    async with bot() as b:
        empty = await b.ask("keys expiring 2d")
        b.app.faults.set("*/keys", Fault(refusal=no_scope("keys:read")))
        forbidden = await refused(b, "keys")
        b.app.faults.clear()
        b.app.faults.set("*/keys", down())
        failed = await refused(b, "keys")

    assert (empty.rows, forbidden, failed) == ((), Reason.SCOPE_MISSING, Reason.DEEPGRAM_DOWN)
    assert empty.headline.startswith("There is no key expiring within 2 days")


async def test_use_that_cannot_be_read_is_a_blank_where_it_only_decorates() -> None:
    async with bot() as b:
        b.app.faults.set("*/usage/breakdown", Fault(refusal=no_scope("usage:read")))
        listing = await b.ask("keys")
        unused = await refused(b, "keys unused 90d")

    assert {row["requests"] for row in rows(listing)} == {None}
    assert {row["last_used"] for row in rows(listing)} == {None}
    assert "used" not in facts(listing)
    assert unused is Reason.SCOPE_MISSING


async def test_a_project_that_cannot_be_read_is_said_and_spoils_no_other() -> None:
    async with bot(access.FULL, access.OTHER) as b:
        both = await b.ask("keys")
        b.app.faults.set(f"*/{people.LABS}/keys", down())
        one = await b.ask("keys")

    assert {row["project"] for row in rows(both)} == {"Acme Voice", "Acme Labs"}
    assert {row["project"] for row in rows(one)} == {"Acme Voice"}
    assert any(note.startswith("Acme Labs is not in it") for note in one.notes)


async def test_keys_that_are_gone_and_were_used_are_counted() -> None:
    async with bot() as b:
        listing = await b.ask("keys")

    first = TODAY - timedelta(days=399)
    gone = {e.key for e in entries(first, TODAY)} - {k.id for k in people.keys(NOW)}
    assert any(
        note.startswith(f"{len(gone)} keys not on Deepgram's list") for note in listing.notes
    )
