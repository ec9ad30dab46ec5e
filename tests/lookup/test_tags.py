"""Tags and models: amounts are the ledger's; new and silent go by the days before."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.books import COLUMNS, Book
from bot.demo import access, people
from bot.demo.entry import Entry
from bot.demo.faults import Fault
from bot.demo.refusals import no_scope
from bot.lookup.tag_table import Tags
from bot.question.model import Period
from bot.trouble import Reason, Trouble
from tests.lookup.world import TODAY, bot, by, entries, facts, lately, rows, total

UNTAGGED = "(untagged)"
PERIODS = [
    None,
    Period(date(2026, 11, 1), date(2026, 11, 22)),
    Period(date(2026, 2, 1), date(2026, 2, 28)),
    Period(date(2026, 1, 1), date(2026, 6, 30)),
]


def tagged(of: list[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in of:
        for tag in entry.tags or {UNTAGGED}:
            found[tag].append(entry)
    return found


def eve(period: Period, length: int) -> list[Entry]:
    last = period.first - timedelta(days=1)
    return entries(last - timedelta(days=length - 1), last)


@pytest.mark.parametrize("period", PERIODS)
async def test_every_tag_has_the_ledgers_figures_and_its_history(period: Period | None) -> None:
    text = f"tags {period.first}..{period.last}" if period else "tags"
    async with bot() as b:
        listing = await b.ask(text)

    days = period or Period(TODAY - timedelta(days=29), TODAY)
    used = tagged(entries(days.first, days.last))
    before = set(tagged(eve(days, days.length)))
    new = set(used) - set(tagged(eve(days, 90))) - {UNTAGGED}
    silent = before - set(used) - {UNTAGGED}
    found = by(listing, "tag")
    assert len(found) == len(listing.rows)
    assert set(found) == set(used) | silent
    for tag, row in found.items():
        for column in COLUMNS[Book.USAGE]:
            assert row.get(column, Decimal(0)) == total(used.get(tag, []), column)
    assert set(facts(listing)["new"]) == (new or set("none"))  # type: ignore[arg-type]
    assert set(facts(listing)["silent"]) == (silent or set("none"))  # type: ignore[arg-type]


async def test_what_is_untagged_has_its_share_and_its_senders() -> None:
    async with bot() as b:
        listing = await b.ask("tags")

    none = [e for e in lately(30) if not e.tags]
    senders = [f for f in listing.facts if f.heading.startswith("Untagged from")]
    assert facts(listing)["untagged"] == total(none, "requests")
    assert sum(f.value for f in senders) == total(none, "requests")  # type: ignore[misc]
    most = max(
        {e.key for e in none}, key=lambda k: total([e for e in none if e.key == k], "requests")
    )
    assert most == people.GATEWAY
    assert senders[0].heading == "Untagged from prod gateway"
    assert senders[0].value == total([e for e in none if e.key == most], "requests")
    assert "of the requests had no tag." in listing.headline


@example({"a": {0, 99}, "b": {9, 100}, "c": {10}, "d": {19, 50}, "e": {20}})
@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.integers(0, 130), min_size=1)))
def test_new_and_silent_go_by_the_days_before(back: dict[str, set[int]]) -> None:
    """`back` is how many days ago each tag was used; the period are the last ten."""
    period = Period(TODAY - timedelta(days=9), TODAY)
    seen = {tag: tuple(TODAY - timedelta(days=n) for n in of) for tag, of in back.items()}
    now = {tag for tag, of in back.items() if min(of) < 10}
    amounts = dict.fromkeys(COLUMNS[Book.USAGE], Decimal(1))
    tags = Tags(period, dict.fromkeys(now, amounts), amounts, overlap=False, seen=seen)

    assert set(tags.new) == {tag for tag in now if not any(10 <= n < 100 for n in back[tag])}
    gone = {tag for tag, of in back.items() if any(10 <= n < 20 for n in of)} - now
    assert set(tags.silent) == gone


async def test_filters_narrow_the_tags_too() -> None:
    async with bot() as b:
        found = by(await b.ask("tags endpoint:speak last 7 days"), "tag")

    used = tagged([e for e in lately(7) if e.endpoint == "speak"])
    present = {tag for tag, row in found.items() if row["requests"]}
    assert present == set(used)
    for tag in present:
        assert found[tag]["characters"] == total(used[tag], "characters")


async def test_tags_of_all_projects_are_added_up() -> None:
    async with bot(access.FULL, access.OTHER) as b:
        found = by(await b.ask("tags last 7 days"), "tag")

    every = lately(7) + lately(7, project=people.LABS)
    assert found["support"]["requests"] == total(
        [e for e in every if "support" in e.tags], "requests"
    )


async def test_forbidden_is_trouble() -> None:
    async with bot() as b:
        b.app.faults.set("*/usage/breakdown", Fault(refusal=no_scope("usage:read")))
        with pytest.raises(Trouble) as trouble:
            await b.ask("tags")

    assert trouble.value.reason is Reason.SCOPE_MISSING


async def test_models_have_the_ledgers_figures_by_canonical_name() -> None:
    async with bot() as b:
        listing = await b.ask("models")
        names = {uuid: model.name for uuid, model in b.names["acme"].models.items()}

    used: dict[object, list[Entry]] = defaultdict(list)
    for entry in lately(30):
        of = tuple(sorted({names[uuid] for uuid in entry.models}))
        used[of[0] if len(of) == 1 else of or "(no model)"].append(entry)
    found = by(listing, "model")
    assert len(found) == len(listing.rows)
    assert {model for model, row in found.items() if row["requests"]} == set(used)
    for model, entries_ in used.items():
        for column in COLUMNS[Book.USAGE]:
            assert found[model].get(column, Decimal(0)) == total(entries_, column)


async def test_known_models_that_were_not_used_are_there_with_nothing() -> None:
    async with bot(access.OTHER) as b:
        listing = await b.ask("models")

    idle = [row for row in rows(listing) if not row["requests"]]
    assert {"whisper-large", "nova-2-medical"} <= {row["model"] for row in idle}
    nova = by(listing, "model")["nova-3"]
    assert (nova["kind"], nova["languages"]) == (("speech to text",), "7")


async def test_projects_are_listed_with_what_keeps_them_from_being_read() -> None:
    async with bot(access.FULL, access.OTHER) as b:
        whole = by(await b.ask("projects"), "project")
        labs = f"*/{people.LABS}/usage/breakdown"
        b.app.faults.set(labs, Fault(refusal=no_scope("usage:read")))
        listing = await b.ask("projects")

    week = {"acme": lately(7), "labs": lately(7, project=people.LABS)}
    for name, used in week.items():
        assert whole[name]["requests"] == total(used, "requests")
        assert whole[name]["state"] == "readable"
    assert (whole["labs"]["name"], whole["labs"]["id"]) == ("Acme Labs", people.LABS)
    assert by(listing, "project")["labs"]["requests"] is None
    assert by(listing, "project")["labs"]["state"] == "its key lacks usage:read"
    assert listing.headline == "2 projects can be asked about; 1 cannot be read."


async def test_nothing_used_is_said_plainly() -> None:
    async with bot() as b:
        listing = await b.ask("tags 2026-11-08")  # a second Sunday: nothing at all

    assert listing.headline == "Nothing was used on 8 Nov 2026."
    assert {row["requests"] for row in rows(listing)} == {Decimal(0)}  # those that fell silent
