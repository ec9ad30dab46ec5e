"""Accounts whose tags, keys, members and projects are named by somebody who means harm."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

from bot.account import Key, Member
from bot.clock import wall
from bot.demo.entry import Entry
from bot.demo.people import ACME, ANA
from bot.demo.server import Simulation, simulate
from bot.demo.world import Account, world
from tests.blocks.strategies import HARM

DAYS, TAGS, KEYS = 20, 20, 80  # of one account; the tags are those of one day
EACH = DAYS * TAGS + KEYS
MADE = datetime(2024, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Named:
    """The names of one account: those of its tags by day, of its keys, and of its project."""

    tags: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    project: str


def accounts(count: int, seed: int) -> Iterator[Named]:
    """As many accounts as have so many names, all different."""
    dice = random.Random(seed)
    for start in range(0, count, EACH):
        some = [_name(dice, start + n) for n in range(EACH)]
        days = tuple(tuple(some[n * TAGS : (n + 1) * TAGS]) for n in range(DAYS))
        yield Named(days, tuple(some[DAYS * TAGS :]), dice.choice(some))


def _name(dice: random.Random, number: int) -> str:
    parts = dice.choices(HARM, k=dice.randint(1, 3))
    if dice.random() < 0.5:
        parts.append("".join(chr(dice.randrange(0x11_0000)) for _ in range(dice.randint(1, 12))))
    parts.insert(dice.randrange(len(parts) + 1), f"{number}")
    return "".join(parts).encode("utf-8", "replace").decode()


def simulated(named: Named) -> Simulation:
    """A Deepgram with this account; each of the last days has its own tags."""
    sample = next(e for e in world()[ACME].whole(date(2026, 3, 4)) if e.hours > 0)
    member = Member(ANA.id, "<!here>@acme.example", named.project, ("owner",))
    keys = tuple(
        Key(str(UUID(int=n + 1)), name, member, ("member",), (), MADE)
        for n, name in enumerate(named.keys)
    )

    @cache
    def whole(day: date) -> tuple[Entry, ...]:
        tags = named.tags[day.toordinal() % DAYS]
        return tuple(
            sample._replace(
                day=day,
                tags=frozenset({tag}),
                key=keys[(day.toordinal() * TAGS + n) % len(keys)].id,
                hours=Decimal(n + 1),
                total_hours=Decimal(n + 1),
                requests=n + 1,
            )
            for n, tag in enumerate(tags)
        )

    opened = wall().date() - timedelta(days=DAYS)
    account = Account(ACME, named.project, whole, lambda _now: keys, (member,), opened)
    return simulate(wall, {ACME: account})


def questions(named: Named) -> Iterator[str]:
    """Questions whose answers have every one of the names in them."""
    for back in range(1, DAYS + 1):
        day = wall().date() - timedelta(days=back)
        yield f"by tag {day}"
        yield f"by key {day}"
    yield from ("keys", "tags", "by tag by key last 7 days", "projects", "by tag_set yesterday")
    yield from (f'tag:"{tag[:100]}" last week' for tag in named.tags[0][:5])
    yield "csv by tag last 7 days"


__all__ = ["EACH", "Named", "accounts", "questions", "simulated"]
