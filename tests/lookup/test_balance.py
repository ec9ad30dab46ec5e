"""The balance: what is left by unit, when it ends, and how long it lasts at the pace of late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.account import Balance
from bot.demo import access, people
from bot.demo.ask import Manner
from bot.demo.faults import Fault, down
from bot.demo.money import left, orders
from bot.demo.refusals import no_scope
from bot.lookup.balance_card import said
from bot.trouble import Reason, Trouble
from tests.lookup.world import NOW, TODAY, WORLD, Bot, bot, by, dollars, entries, facts, rows

ACME = WORLD[people.ACME]


def a_day(length: int) -> Decimal:
    """What a complete day cost, by the ledger."""
    spent = entries(TODAY - timedelta(days=length), TODAY - timedelta(days=1))
    return dollars(spent) / length


async def test_what_is_left_is_said_by_unit_and_never_added_up() -> None:
    async with bot() as b:
        listing = await b.ask("balance")

    open_ = [order for order in orders(ACME, NOW) if order.expires > NOW]
    for units in ("usd", "hour"):
        truth = sum(Decimal(repr(float(left(ACME, o, NOW)))) for o in open_ if o.units == units)
        assert facts(listing)[f"left_{units}"] == truth
    assert listing.headline.startswith("$3,882.00 and 37.5 hours of audio left.")
    assert listing.private


async def test_every_credit_has_a_row_with_its_end() -> None:
    async with bot() as b:
        found = by(await b.ask("balance"), "id")

    assert set(found) == {order.id for order in orders(ACME, NOW)}
    for order in orders(ACME, NOW):
        row = found[order.id]
        assert (row["expires"], row["created"], row["units"]) == (
            order.expires,
            order.created,
            order.units,
        )
        assert (row["left"] is None) == (order.expires <= NOW)


async def test_the_pace_is_the_mean_of_complete_days() -> None:
    async with bot() as b:
        found = facts(await b.ask("balance"))

    for length in (7, 28):
        assert abs(found[f"pace_{length}"] - a_day(length)) < Decimal("1e-20")  # type: ignore[operator]


async def test_credits_that_end_before_they_are_used_up_are_said_to() -> None:
    async with bot() as b:
        listing = await b.ask("balance")

    assert facts(listing)["until_7"] == facts(listing)["until_28"] == date(2027, 1, 1)
    assert "until they expire on 1 Jan 2027" in listing.headline
    assert any("expire before they are used up" in note for note in listing.notes)


async def test_where_they_last_until_they_are_spent_the_day_is_said() -> None:
    """Late in a quarter of a busier world less is left than the days to come will take."""
    late = NOW.replace(month=12, day=30)
    async with bot(now=late) as b:
        listing = await b.ask("balance")

    assert "the pace of the last 7" in listing.headline
    assert all(facts(listing)[f"until_{n}"] <= date(2027, 1, 1) for n in (7, 28))  # type: ignore[operator]


async def refused(b: Bot, text: str) -> Reason:
    with pytest.raises(Trouble) as trouble:
        await b.ask(text)
    return trouble.value.reason


async def test_forbidden_failed_and_no_credits_look_different() -> None:
    async with bot(access.LIMITED) as b:
        forbidden = await refused(b, "balance")
    async with bot(manner=Manner(contract=True)) as b:
        none = await b.ask("balance")
        b.app.faults.set("*/balances", down())
        failed = await refused(b, "balance")

    assert (forbidden, failed) == (Reason.SCOPE_MISSING, Reason.DEEPGRAM_DOWN)
    assert "lists no credits" in none.headline
    assert not any(name.startswith(("left", "until")) for name in facts(none))


async def test_a_part_that_cannot_be_read_is_a_note() -> None:
    async with bot() as b:
        b.app.faults.set("*/billing/breakdown", Fault(refusal=no_scope("billing:read")))
        no_pace = await b.ask("balance")
        b.app.faults.clear()
        b.app.faults.set("*/purchases", down())
        no_ends = await b.ask("balance")

    assert "until_7" not in facts(no_pace)
    assert any(n.startswith("How long the credits last: not shown") for n in no_pace.notes)
    assert any(n.startswith("Purchases, and when credits expire") for n in no_ends.notes)
    assert {row["expires"] for row in rows(no_ends)} == {None}
    assert "the credits last until about" in no_ends.headline


async def test_each_project_has_its_own_credits() -> None:
    async with bot(access.FULL, access.OTHER) as b:
        listing = await b.ask("balance")

    found = facts(listing)
    assert found["labs_left_usd"] != found["acme_left_usd"]
    assert listing.headline.startswith("Acme Voice: $3,882.00")
    assert "Acme Labs: $" in listing.headline
    assert sum(note.startswith("Acme Labs: At this pace") for note in listing.notes) == 1


@pytest.mark.parametrize(
    ("amount", "units", "words"),
    [
        ("0", "usd", "$0.00"),
        ("-3.5", "usd", "-$3.50"),
        ("1E+3", "USD", "$1,000.00"),
        ("37.5", "hour", "37.5 hours of audio"),
        ("12.50", "token", "12.5 token"),
    ],
)
def test_amounts_are_said_in_their_unit(amount: str, units: str, words: str) -> None:
    balance = Balance("b", Decimal(amount), units)

    assert said(balance.amount, balance.units) == words
