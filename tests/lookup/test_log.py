"""The request log: every line once, narrowed on our side, counted, and honest about its end."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.demo import access, people
from bot.demo.ask import Manner
from bot.demo.calls import Wanted, page
from bot.demo.faults import Fault, down
from bot.demo.refusals import no_scope
from bot.lookup.log import MOST_PAGES
from bot.trouble import Reason, Trouble
from tests.lookup.world import NOW, TODAY, WORLD, Bot, bot, by, entries, facts, rows, total

YESTERDAY = TODAY - timedelta(days=1)
ACME = WORLD[people.ACME]


def made(first: date, last: date) -> list[tuple[datetime, bool, frozenset[str], str]]:
    """The requests of these days by the simulation's own reckoning, newest first."""
    since = datetime(first.year, first.month, first.day, tzinfo=UTC)
    until = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    calls = page(ACME, Wanted(since, until), NOW, 0, 10**6)
    return [(c.made, c.failed, c.entry.tags, c.entry.key) for c in calls]


async def refused(b: Bot, text: str) -> Trouble:
    with pytest.raises(Trouble) as trouble:
        await b.ask(text)
    return trouble.value


async def test_every_request_of_the_days_is_there_once_newest_first() -> None:
    async with bot() as b:
        listing = await b.ask("requests 2026-11-21..2026-11-22")

    truth = made(date(2026, 11, 21), date(2026, 11, 22))
    found = rows(listing)
    assert len(found) == total(entries(date(2026, 11, 21), date(2026, 11, 22)), "requests")
    assert len({row["id"] for row in found}) == len(found) > 1000  # more than a page
    assert [row["time"] for row in found] == [when for when, *_ in truth]
    assert (listing.more, listing.private) == (0, True)


@pytest.mark.parametrize("tag", ["support", "checkout", "ios app", "batch-jobs", "eu-west"])
async def test_tags_are_narrowed_on_our_side_failed_requests_included(tag: str) -> None:
    async with bot() as b:
        listing = await b.ask(f'requests tag:"{tag}" yesterday')

    truth = [failed for _, failed, tags, _ in made(YESTERDAY, YESTERDAY) if tag in tags]
    assert len(listing.rows) == len(truth) > 0
    assert facts(listing).get("failed", Decimal(0)) == sum(truth)
    assert all(tag in (row["tags"] or ()) for row in rows(listing))


async def test_several_tags_untagged_and_none_of_them() -> None:
    async with bot() as b:
        both = await b.ask("requests tag:support tag:checkout yesterday")
        none = await b.ask("requests untagged yesterday")
        rest = await b.ask("requests -tag:support yesterday")

    tags = [of for _, _, of, _ in made(YESTERDAY, YESTERDAY)]
    assert len(both.rows) == sum({"support", "checkout"} <= of for of in tags)
    assert len(none.rows) == sum(not of for of in tags)
    agents = sum(note.startswith("1 request that failed") for note in rest.notes)
    assert len(rest.rows) + agents == sum("support" not in of for of in tags)


async def test_deepgram_narrows_what_it_can() -> None:
    async with bot() as b:
        listing = await b.ask(
            'requests key:"prod gateway" endpoint:listen method:streaming failed yesterday'
        )

    asked = dict(b.app.seen[-1].params)
    assert asked["accessor"] == people.GATEWAY
    assert (asked["endpoint"], asked["method"], asked["status"]) == (
        "listen",
        "streaming",
        "failed",
    )
    assert {row["status"] for row in rows(listing)} <= {"400", "429", "504"}
    assert len(listing.rows) == facts(listing)["failed"]


async def test_models_and_deployments_go_by_their_names() -> None:
    async with bot() as b:
        models = await b.ask("requests model:nova-2 succeeded yesterday")
        hosted = await b.ask("requests deployment:self-hosted succeeded yesterday")

    uuids = {u for e in entries(YESTERDAY, YESTERDAY) for u in e.models}
    named = {u for u in uuids if b.names["acme"].models[u].name == "nova-2"}
    calls = page(ACME, Wanted(*_day(YESTERDAY), failed=False), NOW, 0, 10**6)
    assert len(models.rows) == sum(bool(named & set(c.entry.models)) for c in calls)
    assert len(hosted.rows) == sum(c.entry.deployment == "self-hosted" for c in calls)


def _day(day: date) -> tuple[datetime, datetime]:
    since = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return since, since + timedelta(days=1)


async def test_failed_requests_that_do_not_say_their_model_are_told_of() -> None:
    async with bot() as b:
        listing = await b.ask("requests model:nova-3 yesterday")

    failed = sum(failed for _, failed, *_ in made(YESTERDAY, YESTERDAY))
    assert any(note.startswith(f"{failed} requests that failed") for note in listing.notes)


async def test_counts_by_status_and_error_are_the_simulations() -> None:
    async with bot() as b:
        listing = await b.ask("requests yesterday")

    calls = page(ACME, Wanted(*_day(YESTERDAY)), NOW, 0, 10**6)
    errors = Counter(" ".join(map(str, c.error)) for c in calls if c.failed)
    found = {f.heading: f.value for f in listing.facts if f.name.startswith("error_")}
    assert found == {error: Decimal(count) for error, count in errors.items()}
    assert facts(listing)["failed"] == sum(errors.values())
    assert facts(listing)["succeeded"] == len(calls) - sum(errors.values())


async def test_requests_by_key_count_each_once_and_lead_to_themselves() -> None:
    async with bot() as b:
        listing = await b.ask("failed requests by key yesterday")
        first = await b.ask(listing.asks[0])

    truth = Counter(key for _, failed, _, key in made(YESTERDAY, YESTERDAY) if failed)
    assert sorted(row["failed"] for row in rows(listing)) == sorted(map(Decimal, truth.values()))
    assert len(first.rows) == rows(listing)[0]["requests"]


async def test_requests_by_tag_overlap_and_say_so() -> None:
    async with bot() as b:
        found = await b.ask("failed requests by tag yesterday")
        days = await b.ask("failed requests by day 2026-11-20..2026-11-22")

    truth = Counter(
        tag for _, failed, tags, _ in made(YESTERDAY, YESTERDAY) if failed for tag in tags
    )
    shown = {row["tag"]: row["failed"] for row in rows(found)}
    assert {tag: shown.get(tag) for tag in truth} == {t: Decimal(n) for t, n in truth.items()}
    assert any("overlap" in note for note in found.notes)
    assert {row["day"] for row in rows(days)} == {"2026-11-20", "2026-11-21", "2026-11-22"}


async def test_the_newest_few_end_the_reading_early() -> None:
    async with bot() as b:
        listing = await b.ask("last 5 requests")

    truth = made(TODAY, TODAY)[:5]
    assert [row["time"] for row in rows(listing)] == [when for when, *_ in truth]
    assert b.app.asked("/requests") == 1
    assert listing.more is None
    assert facts(listing)["requests"] == 5


async def test_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int]] = []
    async with bot() as b:
        await b.ask("requests tag:support last 3 days", lambda *far: told.append(far))

    assert [pages for pages, _ in told] == list(range(1, len(told) + 1))
    assert len(told) == b.app.asked("/requests") > 1
    assert sorted(found for _, found in told) == [found for _, found in told]


async def test_more_than_can_be_read_is_said_to_be_at_least() -> None:
    async with bot() as b:
        listing = await b.ask("requests last 30 days")

    assert b.app.asked("/requests") == MOST_PAGES
    assert listing.headline.startswith("At least 20,000 requests")
    assert any("older ones of this period are not counted" in note for note in listing.notes)
    assert (len(listing.rows), listing.more) == (20_000, None)


async def test_a_reading_that_breaks_off_shows_what_there_was_and_why() -> None:
    async with bot() as b:

        def break_off(pages: int, _found: int) -> None:
            if pages == 2:
                b.app.faults.set("*/requests", down())

        listing = await b.ask("requests last 7 days", break_off)

    assert len(listing.rows) == 2000
    assert listing.more is None
    assert any("an error of its own (503)" in note for note in listing.notes)


async def test_forbidden_failed_and_empty_look_different() -> None:
    async with bot() as b:
        empty = await b.ask("requests endpoint:agent deployment:beta yesterday")
        b.app.faults.set("*/requests", Fault(refusal=no_scope("usage:read")))
        forbidden = await refused(b, "requests yesterday")
        b.app.faults.clear()
        b.app.faults.set("*/requests", down())
        failed = await refused(b, "requests yesterday")

    assert (empty.rows, empty.headline) == ((), "No request of this kind of 22 Nov 2026.")
    assert (forbidden.reason, failed.reason) == (Reason.SCOPE_MISSING, Reason.DEEPGRAM_DOWN)


async def test_the_log_goes_back_ninety_days_and_says_so() -> None:
    async with bot() as b:
        older = await refused(b, "requests 2026-08-01..2026-08-20")
        partly = await b.ask("requests 2026-08-20..2026-08-25")

    assert older.reason is Reason.CANNOT_SPLIT
    assert "90 days" in older.sentence
    assert any("begins on 25 Aug 2026" in note for note in partly.notes)


async def test_what_the_log_does_not_say_is_trouble() -> None:
    async with bot() as b:
        feature = await refused(b, "requests feature:diarize yesterday")

    assert feature.reason is Reason.CANNOT_SPLIT


async def test_cost_that_reads_nothing_and_is_young_is_not_shown() -> None:
    async with bot() as b:
        today = await b.ask('requests key:"mobile app" today')
    young = [row for row in rows(today) if NOW - row["time"] < timedelta(minutes=10)]  # type: ignore[operator]

    assert young
    assert {row.get("cost") for row in young} == {None}
    assert any("may not be settled yet" in note for note in today.notes)


@pytest.mark.parametrize("how", [{"secret": access.LIMITED}, {"manner": Manner(contract=True)}])
async def test_cost_that_is_not_given_is_no_column_and_a_note(how: dict[str, object]) -> None:
    secret, manner = how.get("secret", access.FULL), how.get("manner")
    async with bot(str(secret), manner=manner) as b:  # type: ignore[arg-type]
        listing = await b.ask("requests succeeded yesterday")

    assert "cost" not in rows(listing)[0]
    assert any("gives no cost" in note for note in listing.notes)


async def test_the_logs_of_several_projects_are_one() -> None:
    async with bot(access.FULL, access.OTHER) as b:
        listing = await b.ask("requests 2026-11-20")
        b.app.faults.set(f"*/{people.LABS}/requests", down())
        one = await b.ask("requests 2026-11-20")

    found = Counter(row["project"] for row in rows(listing))
    for project, name in ((people.ACME, "Acme Voice"), (people.LABS, "Acme Labs")):
        day = date(2026, 11, 20)
        assert found[name] == total(entries(day, day, project=project), "requests")
    times = [row["time"] for row in rows(listing)]
    assert times == sorted(times, reverse=True)  # type: ignore[type-var]
    assert set(by(one, "project")) == {"Acme Voice"}
    assert any(note.startswith("Acme Labs is not in it") for note in one.notes)
