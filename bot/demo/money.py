"""What the simulated accounts have bought and what is left of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from bot.demo.ask import Ask
from bot.demo.listings import stamp
from bot.demo.params import whole
from bot.demo.people import quarter
from bot.demo.refusals import no_such
from bot.demo.world import OPENED, Account

Body = dict[str, Any]
FIRST_ORDER, LARGER_BY = 2_600, 400  # dollars: each quarter's order is larger than the one before
HOURS_GIVEN = Decimal("37.5")


class Order(NamedTuple):
    """A credit: bought at the start of a quarter, or given; it ends with the next quarter."""

    id: str
    created: datetime
    expires: datetime
    amount: Decimal
    units: str
    kind: str


def orders(account: Account, now: datetime) -> list[Order]:
    """Every credit up to `now`, newest first."""
    return sorted((o for o in _orders(account, now)), key=lambda order: order.created, reverse=True)


def _orders(account: Account, now: datetime) -> Iterator[Order]:
    opened = datetime(OPENED.year, OPENED.month, OPENED.day, 8, tzinfo=UTC)
    if now >= opened:
        yield _order(
            account,
            opened,
            datetime(now.year + 1, 12, 31, tzinfo=UTC),
            HOURS_GIVEN,
            "hour",
            "promotional",
        )
    number, first = 0, quarter(OPENED)
    while first <= now.date():
        after = _next(first)
        amount = Decimal(FIRST_ORDER + LARGER_BY * number)
        yield _order(account, _midnight(first), _midnight(after), amount, "usd", "purchase")
        number, first = number + 1, after


def _order(
    account: Account, created: datetime, expires: datetime, amount: Decimal, units: str, kind: str
) -> Order:
    order_id = str(uuid5(NAMESPACE_URL, f"https://acme.example/{account.id}/{created}/{units}"))
    return Order(order_id, created, expires, amount, units, kind)


def _next(first: date) -> date:
    return quarter(first + timedelta(days=95))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def left(account: Account, order: Order, now: datetime) -> Decimal:
    """What is left of a credit: dollars are spent as billed since it was bought, hours not at all."""
    if order.units != "usd":
        return order.amount
    spent = Decimal(0)
    for step in range((now.date() - order.created.date()).days + 1):
        day = order.created.date() + timedelta(days=step)
        spent += sum((usd for e in account.day(day, now) for _, usd in e.dollars), Decimal(0))
    return order.amount - spent


def balances(ask: Ask) -> Body:
    """GET …/balances: credits that have not ended; amounts of different units do not add up."""
    running = [] if ask.manner.contract else orders(ask.account, ask.now)
    return {"balances": [_balance(ask, order) for order in running if order.expires > ask.now]}


def balance(ask: Ask) -> Body:
    """GET …/balances/{balance_id}."""
    found = next((b for b in balances(ask)["balances"] if b["balance_id"] == ask.ids[0]), None)
    if found is None:
        raise no_such("balance")
    return dict(found)


def _balance(ask: Ask, order: Order) -> Body:
    return {
        "balance_id": str(uuid5(NAMESPACE_URL, order.id)),
        "amount": float(left(ask.account, order, ask.now)),
        "units": order.units,
        "purchase_order_id": order.id,
    }


def purchases(ask: Ask) -> Body:
    """GET …/purchases: the latest credits, 10 unless `limit` says otherwise."""
    limit = whole(ask.params, "limit", 10, 1, 1000)
    return {
        "orders": [
            {
                "order_id": order.id,
                "expiration": stamp(order.expires),
                "created": stamp(order.created),
                "amount": float(order.amount),
                "units": order.units,
                "order_type": order.kind,
            }
            for order in orders(ask.account, ask.now)[:limit]
        ]
    }
