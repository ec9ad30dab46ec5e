"""Which keys a list is narrowed to: unused, expiring, expired, of a person, with a scope. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.account import Key
from bot.lookup.grants import by_role, by_scope
from bot.lookup.owners import owned
from bot.lookup.said import many, utc_day
from bot.question.model import KeyCondition, KeyState, Period

USUAL = {KeyState.UNUSED: 90, KeyState.EXPIRING: 30}  # days, where nobody says how many


@dataclass(frozen=True, slots=True)
class Line:
    """A key with its use: the last UTC day, and requests in the days that are counted.

    `used` are the days with any use, newest first; None where the usage could not be read.
    `remark` is what a reader must know of this one.
    """

    key: Key
    project: str
    used: tuple[date, ...] | None = ()
    requests: Decimal | None = Decimal(0)
    remark: str = ""

    @property
    def last_used(self) -> date | None:
        """The last day of use; None where none is known."""
        return self.used[0] if self.used else None


@dataclass(frozen=True, slots=True)
class Moment:
    """When conditions are judged: now (aware, UTC), and the days that the question names if any."""

    now: datetime
    period: Period | None = None

    @property
    def today(self) -> date:
        """The UTC day that is not over."""
        return utc_day(self.now)

    def idle(self, condition: KeyCondition) -> Period:
        """The days in which an unused key was not used."""
        if condition.days is None and self.period is not None:
            return self.period
        length = days_of(condition)
        return Period(self.today - timedelta(days=length - 1), self.today)


def days_of(condition: KeyCondition) -> int:
    """How many days a condition means."""
    return condition.days or USUAL.get(condition.state, 0)


@dataclass(frozen=True, slots=True)
class Met:
    """The keys that meet every condition, and those that are too young to be called unused."""

    lines: tuple[Line, ...]
    young: tuple[Line, ...] = ()


def narrowed(lines: Sequence[Line], conditions: Sequence[KeyCondition], at: Moment) -> Met:
    """The keys that a question is about. Keys younger than the days are set apart, with a remark."""
    kept = tuple(lines)
    for condition in conditions:
        kept = NARROW[condition.state](kept, condition, at)
    idle = [at.idle(c) for c in conditions if c.state is KeyState.UNUSED]
    young = tuple(line for line in kept if any(_younger(line.key, days) for days in idle))
    old = tuple(line for line in kept if line not in young)
    return Met(old, tuple(_marked(line, at) for line in young))


def _unused(lines: Sequence[Line], condition: KeyCondition, at: Moment) -> tuple[Line, ...]:
    idle = at.idle(condition)
    return tuple(
        line
        for line in lines
        if line.used is not None and not any(idle.first <= day <= idle.last for day in line.used)
    )


def _expiring(lines: Sequence[Line], condition: KeyCondition, at: Moment) -> tuple[Line, ...]:
    until = at.now + timedelta(days=days_of(condition))
    return tuple(line for line in lines if line.key.expires and at.now < line.key.expires <= until)


def _expired(lines: Sequence[Line], _: KeyCondition, at: Moment) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.key.expires and line.key.expires <= at.now)


def _owned(lines: Sequence[Line], condition: KeyCondition, _: Moment) -> tuple[Line, ...]:
    theirs = {key.id for key in owned((line.key for line in lines), condition.text or "")}
    return tuple(line for line in lines if line.key.id in theirs)


def _scoped(lines: Sequence[Line], condition: KeyCondition, _: Moment) -> tuple[Line, ...]:
    """Those with the scope by name first, then those that have it through their role."""
    wanted = condition.text or ""
    plain = [line for line in lines if by_scope(line.key, wanted)]
    through = [
        remarked(line, f"through its role {role}")
        for line in lines
        if (role := by_role(line.key, wanted))
    ]
    return (*plain, *through)


NARROW: dict[KeyState, Callable[[Sequence[Line], KeyCondition, Moment], tuple[Line, ...]]] = {
    KeyState.UNUSED: _unused,
    KeyState.EXPIRING: _expiring,
    KeyState.EXPIRED: _expired,
    KeyState.OWNER: _owned,
    KeyState.SCOPE: _scoped,
}


def _younger(key: Key, idle: Period) -> bool:
    """Whether a key was made after those days began, so that it could not be used in all of them."""
    return key.created is not None and utc_day(key.created) > idle.first


def _marked(line: Line, at: Moment) -> Line:
    made = utc_day(line.key.created) if line.key.created else at.today
    age = (at.today - made).days
    return remarked(line, f"only {many(age, 'day')} old" if age > 0 else "made today")


def remarked(line: Line, remark: str) -> Line:
    """The line with one more remark."""
    both = "; ".join(filter(None, (line.remark, remark)))
    return Line(line.key, line.project, line.used, line.requests, both)
