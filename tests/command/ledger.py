"""The simulation's ledger added up by itself, without anything of the pipeline."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal

from bot.demo.entry import Entry
from bot.demo.people import ACME
from bot.demo.world import world

NOW = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
NONE = Decimal(0)


def entries(first: str, last: str, now: datetime = NOW) -> list[Entry]:
    """Acme's entries of these UTC days, both included."""
    span = date.fromisoformat(first), date.fromisoformat(last)
    return [e for e in world()[ACME].ledger(now) if span[0] <= e.day <= span[1]]


def total(of: Iterable[Entry], column: str) -> Decimal:
    return sum((Decimal(getattr(e, column)) for e in of), NONE)


def dollars(of: Iterable[Entry]) -> Decimal:
    return sum((amount for e in of for _, amount in e.dollars), NONE)


def by(
    of: Iterable[Entry], keys: Callable[[Entry], Iterable[object]], column: str
) -> dict[object, Decimal]:
    found: dict[object, Decimal] = defaultdict(lambda: NONE)
    for entry in of:
        for key in keys(entry):
            found[key] += Decimal(getattr(entry, column))
    return dict(found)


def tags(entry: Entry) -> Iterable[str]:
    return sorted(entry.tags) or ["(untagged)"]
