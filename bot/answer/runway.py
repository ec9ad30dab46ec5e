"""How long credits last at a steady pace. Pure; an estimate, never a figure.

Which credit Deepgram draws on first is documented nowhere; here it is the one that ends first, so
that what is lost to an expiry is the least that can be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum

ROUGHLY = Context(prec=28, rounding=ROUND_HALF_EVEN)
ZERO = Decimal(0)
DAY = Decimal(86_400)  # seconds
FARTHEST = Decimal(3_650)  # days beyond which no date is said
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Credit:
    """What is left of a credit, and when that ends; a debt is below zero."""

    id: str
    left: Decimal
    expires: datetime | None = None


class End(StrEnum):
    """How credits come to an end."""

    SPENT = "spent"  # they are used up
    EXPIRED = "expired"  # the last of them ends before it is used up
    EMPTY = "empty"  # nothing is left as it is
    NO_PACE = "no_pace"  # nothing is being spent, and nothing ends
    FAR = "far"  # not within ten years


@dataclass(frozen=True, slots=True)
class Runway:
    """How the credits end and on which UTC day, None where there is none to say.

    `lost` is what each credit still has when it expires, for those that are not used up by then.
    """

    end: End
    day: date | None = None
    lost: tuple[tuple[Credit, Decimal], ...] = ()


def pace(days: Mapping[date, Decimal], today: date, length: int) -> Decimal | None:
    """What a day costs: the mean of so many complete UTC days before `today`.

    None where one of them is not known.
    """
    wanted = [today - timedelta(days=back) for back in range(1, length + 1)]
    if not all(day in days for day in wanted):
        return None
    return ROUGHLY.divide(sum((days[day] for day in wanted), ZERO), Decimal(length))


def runway(credits_: Sequence[Credit], per_day: Decimal, now: datetime) -> Runway:
    """When credits of one unit come to their end if each day takes `per_day` of it, from `now`."""
    pool = _without_debts(credits_)
    if not pool:
        return Runway(End.EMPTY)
    at, end, day = ZERO, End.SPENT, now  # days from now; how, and on which day, the last one ends
    lost: list[tuple[Credit, Decimal]] = []
    for credit in pool:
        room = _days_until(credit.expires, now)
        need = ROUGHLY.divide(credit.left, per_day) if per_day > 0 else None
        if credit.expires and room is not None and (need is None or at + need > room):
            lost.append((credit, credit.left - ROUGHLY.multiply(room - at, per_day)))
            at, end, day = room, End.EXPIRED, credit.expires
        elif need is not None:
            at, end = at + need, End.SPENT
            day = now + timedelta(days=float(min(at, FARTHEST)))
        else:
            return Runway(End.NO_PACE, None, tuple(lost))
    if at > FARTHEST:
        return Runway(End.FAR, None, tuple(lost))
    return Runway(end, day.astimezone(UTC).date(), tuple(lost))


def _without_debts(credits_: Iterable[Credit]) -> list[Credit]:
    """What can be spent, the first to end first, after debts are paid from the first of it."""
    every = list(credits_)
    debt = -sum((c.left for c in every if c.left < 0), ZERO)
    pool = []
    for credit in sorted((c for c in every if c.left > 0), key=lambda c: c.expires or NEVER):
        paid = min(debt, credit.left)
        debt -= paid
        if credit.left > paid:
            pool.append(Credit(credit.id, credit.left - paid, credit.expires))
    return pool


def _days_until(moment: datetime | None, now: datetime) -> Decimal | None:
    if moment is None:
        return None
    left = moment - now
    seconds = Decimal(left.days * 86_400 + left.seconds)
    return max(ZERO, ROUGHLY.divide(seconds, DAY))
