"""One request: all that the log knows of it, and nothing that it must not tell."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.demo import access, people
from bot.demo.calls import Call, Wanted, page
from bot.demo.faults import down
from bot.demo.log import CALLBACK
from bot.lookup.request import path_of
from bot.trouble import Reason, Trouble
from tests.lookup.logged import line
from tests.lookup.world import NOW, WORLD, bot, facts


def newest(count: int, project: str = people.ACME) -> list[Call]:
    since = NOW - timedelta(days=2)
    return page(WORLD[project], Wanted(since, NOW + timedelta(days=1)), NOW, 0, count)


def settled(*, failed: bool) -> Call:
    of = (c for c in newest(2000) if NOW - c.made > timedelta(hours=25) and c.failed is failed)
    return next(c for c in of if c.entry.dollars)


async def test_a_settled_request_has_its_cost_to_the_digit() -> None:
    call = settled(failed=False)
    async with bot() as b:
        listing = await b.ask(f"request {call.id}")

    found = facts(listing)
    whole = sum((usd for _, usd in call.entry.dollars), Decimal(0))
    each = whole / call.entry.requests * Decimal(str(round(call.spread, 4)))
    assert found["cost"] == Decimal(repr(round(float(each), 8)))
    assert (found["time"], found["status"], found["id"]) == (call.made, "200", call.id)
    assert found["tags"] == (tuple(sorted(call.entry.tags)) or "(untagged)")
    assert found["path"] == f"/v1/{call.entry.endpoint}"
    assert listing.private


async def test_a_failed_request_has_its_error_and_its_tags() -> None:
    call = settled(failed=True)
    async with bot() as b:
        found = facts(await b.ask(f"request {call.id}"))

    code, message = call.error
    assert (found["status"], found["error"]) == (str(code), message)
    assert found["tags"] == (tuple(sorted(call.entry.tags)) or "(untagged)")
    assert "cost" not in found


async def test_a_young_cost_of_nothing_is_not_settled_yet() -> None:
    young = (c for c in newest(50) if NOW - c.made > timedelta(minutes=1) and not c.failed)
    async with bot() as b:
        listing = await b.ask(f"request {next(young).id}")

    assert facts(listing)["cost"] == "not settled yet"
    assert any("settles the cost" in note for note in listing.notes)


async def test_a_pending_request_is_an_answer_that_says_so() -> None:
    call = newest(1)[0]
    async with bot() as b:
        listing = await b.ask(f"request {call.id}")

    assert facts(listing) == {"id": call.id, "status": "pending"}
    assert "not finished" in listing.headline
    assert listing.follow == (("Ask again", f"request {call.id}"),)


@pytest.mark.parametrize("text", ["request 00000000-0000-4000-8000-000000000000"])
async def test_a_request_that_is_not_there_is_not_found(text: str) -> None:
    async with bot(access.FULL, access.OTHER) as b:
        with pytest.raises(Trouble) as trouble:
            await b.ask(text)

    assert trouble.value.reason is Reason.NOT_FOUND


async def test_it_is_found_in_whichever_project_has_it() -> None:
    call = next(c for c in newest(400, people.LABS) if NOW - c.made > timedelta(hours=1))
    async with bot(access.FULL, access.OTHER) as b:
        listing = await b.ask(f"request {call.id}")
        b.app.faults.set(f"*/{people.LABS}/requests/*", down())
        with pytest.raises(Trouble) as trouble:
            await b.ask(f"request {call.id}")

    assert listing.project == "Acme Labs"
    assert trouble.value.reason is Reason.DEEPGRAM_DOWN  # it may be there, so not NOT_FOUND


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/v1/listen", "/v1/listen"),
        ("/v1/listen%3Ftoken=x", "/v1/listen"),
        ("/v1/listen#token", "/v1/listen"),
        ("https://u:p@host/v1", "https"),
    ],
)
def test_of_a_path_only_what_is_plainly_one_is_shown(path: str, shown: str) -> None:
    assert path_of(line(path=path)) == shown


def test_the_simulations_paths_do_hold_something_to_hide() -> None:
    assert "not-a-secret" in CALLBACK  # no listing may repeat it: see world.Bot.check
