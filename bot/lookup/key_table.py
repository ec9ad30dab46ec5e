"""The table of keys. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer.listing import Cell, Column, Fact, Listing
from bot.blocks.figures import counted
from bot.lookup.conditions import Line, Met, Moment, days_of, narrowed
from bot.lookup.desk import Inquiry
from bot.lookup.each import missing
from bot.lookup.key_card import name_of, owner_of, state_of
from bot.lookup.owners import people
from bot.lookup.said import days_until, in_days, listed, many, sentence
from bot.lookup.sums import Sums, grounds
from bot.question.dates.say import say_period
from bot.question.model import Field, KeyCondition, KeyState, Period
from bot.trouble import Reason, Trouble

ONLY_OWN = (
    "These may not be all keys: without members:read the bot's Deepgram key is shown only those of "
    "the person who made it."
)
ONLY_LISTED = "Whether these are all keys is not known. {why}"
UNLISTED = "{keys} not on Deepgram's list (deleted, or not to be seen) had usage {when}; ask for usage by key."
MANAGING = (
    "Keys that only manage (as the bot's own key does: it reads usage and makes none) count as "
    "unused too. Look before you delete."
)
BY_ROLE = "What a role may do is Deepgram's to say; here by its own list of roles."


@dataclass(frozen=True, slots=True)
class Ring:
    """One project's keys with their use.

    `unlisted` is how many others were used in the days of `far`. `partly` is why it is not known
    whether the list is whole, `unread` why the use could not be read.
    """

    project: str
    lines: tuple[Line, ...]
    unlisted: int
    partly: Trouble | None
    unread: Trouble | None
    read: tuple[Sums, ...]
    far: Period


@dataclass(frozen=True, slots=True)
class View:
    """What a table of keys is drawn from."""

    inquiry: Inquiry
    rings: Sequence[Ring]

    @property
    def conditions(self) -> Sequence[KeyCondition]:
        """What the keys were narrowed by."""
        return self.inquiry.question.conditions

    @property
    def every(self) -> tuple[Line, ...]:
        """The lines of all projects."""
        return tuple(line for ring in self.rings for line in ring.lines)

    @property
    def far(self) -> int:
        """In how many days uses were looked for."""
        return self.rings[0].far.length

    def asks(self, *states: KeyState) -> bool:
        """Whether the keys were narrowed by any of these."""
        return any(c.state in states for c in self.conditions)


def key_table(inquiry: Inquiry, rings: Sequence[Ring], notes: Sequence[str]) -> Listing:
    """The keys of all rings that meet the question's conditions."""
    view = View(inquiry, rings)
    met = narrowed(view.every, view.conditions, Moment(inquiry.now, inquiry.question.period))
    lines = (*sorted(met.lines, key=_order(view)), *met.young)
    shown = [c for c in COLUMNS if c.wanted(view, lines)]
    rests = grounds(inquiry, [s for ring in rings for s in ring.read])
    return Listing(
        question=inquiry.question,
        title="Keys",
        headline=_headline(view, met),
        facts=() if view.conditions else tuple(_facts(view)),
        columns=tuple(Column(c.name, c.heading.format(when=_when(view)), c.unit) for c in shown),
        rows=tuple(tuple(c.cell(view, line) for c in shown) for line in lines),
        asks=tuple(f"key {line.key.id}" for line in lines),
        follow=(*(pair for state, pair in FOLLOW.items() if not view.asks(state)), *BY_KEY),
        notes=(*notes, *_notes(view), *rests.notes),
        as_of=rests.as_of,
        source=rests.source,
        stale=rests.stale,
        private=True,
        project=inquiry.titles(),
        reading=inquiry.reading,
    )


def _order(view: View) -> Callable[[Line], tuple[object, ...]]:
    """Soonest to expire, longest unused, or most used first; as they came where that is equal."""
    if view.asks(KeyState.EXPIRING, KeyState.EXPIRED):
        return lambda line: (line.key.expires,)
    if view.asks(KeyState.UNUSED):
        return lambda line: (line.last_used or date.min,)
    if view.asks(KeyState.SCOPE):
        return lambda _: ()
    return lambda line: (-(line.requests or 0), -(line.last_used or date.min).toordinal())


def _when(view: View) -> str:
    period = view.inquiry.question.period
    return say_period(period) if period else f"{view.inquiry.period.length} days"


# ---- the columns -------------------------------------------------------------------------------


def _always(_: View, __: Sequence[Line]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Of:
    """A column: what stands in it for a line, and whether it is wanted for these."""

    name: str
    heading: str
    cell: Callable[[View, Line], Cell]
    unit: str = ""
    wanted: Callable[[View, Sequence[Line]], bool] = _always


def _last_used(view: View, line: Line) -> Cell:
    if line.used is None:
        return None
    return line.last_used or f"not in {counted(view.far)} days"


def _state(view: View, line: Line) -> Cell:
    key, now = line.key, view.inquiry.now
    state = state_of(key, view.inquiry)
    if state == "active" and key.expires:
        state = f"expires {in_days(days_until(key.expires, now))}"
    return "; ".join(filter(None, ("" if state == "active" else state, line.remark))) or None


def _several(view: View, _: Sequence[Line]) -> bool:
    return len(view.inquiry.projects) > 1


COLUMNS = (
    Of("key", "Key", lambda _, line: name_of(line.key)),
    Of("owner", "Owner", lambda _, line: owner_of(line.key) or None),
    Of("last_used", "Last used", _last_used),
    Of("requests", "Requests, {when}", lambda _, line: line.requests, "requests"),
    Of("remark", "Remark", _state, wanted=lambda v, lines: any(_state(v, one) for one in lines)),
    Of("created", "Created", lambda _, line: line.key.created),
    Of(
        "expires",
        "Expires",
        lambda _, line: line.key.expires,
        wanted=lambda _, lines: any(line.key.expires for line in lines),
    ),
    Of(
        "scopes",
        "Scopes",
        lambda _, line: line.key.scopes or None,
        wanted=lambda v, _: not v.conditions or v.asks(KeyState.SCOPE, KeyState.OWNER),
    ),
    Of(
        "tags",
        "Tags",
        lambda _, line: line.key.tags or None,
        wanted=lambda _, lines: any(line.key.tags for line in lines),
    ),
    Of("project", "Project", lambda v, line: v.inquiry.title(line.project), wanted=_several),
    Of("id", "Id", lambda _, line: line.key.id),
)


# ---- the words ---------------------------------------------------------------------------------


def _headline(view: View, met: Met) -> str:
    """How many keys that are, in one sentence."""
    found = len(met.lines)
    if not view.conditions:
        state = [f"{counted(number)} {words}" for number, words in _counts(view) if number]
        said = f": {', '.join(state)}" if state else ""
        return sentence(f"{many(found, 'key')}{_narrowed(view)}{said}")
    said = " and ".join(SAID[c.state](view, c) for c in view.conditions)
    total = len(view.every)
    if not found and not met.young:
        return sentence(f"there is no key {said}{_narrowed(view)}, among {counted(total)}")
    of = f"{many(found, 'key')} of {counted(total)}"
    named = f": {listed([name_of(line.key) for line in met.lines])}" if 0 < found <= NAMED else ""
    young = f"; {_young(len(met.young))}" if met.young else ""
    return sentence(f"{of} {said}{_narrowed(view)}{named}{young}")


NAMED = 3  # so many keys are named in the headline


def _young(count: int) -> str:
    is_, has = ("is", "has") if count == 1 else ("are", "have")
    return f"{count} more {is_} younger than that and {has} not been used yet"


def _narrowed(view: View) -> str:
    filters = [f for f in view.inquiry.question.filters if f.field is not Field.PROJECT]
    return f" with such use {_in(view)}" if filters else ""


def _in(view: View) -> str:
    """In October 2026, in the last 30 days."""
    return f"in {_when(view)}" if view.inquiry.question.period else f"in the last {_when(view)}"


def _unused(view: View, condition: KeyCondition) -> str:
    period = view.inquiry.question.period
    if condition.days is None and period:
        return f"without use in {say_period(period)}"
    return f"without use in the last {many(days_of(condition), 'day')}"


def _owned(view: View, condition: KeyCondition) -> str:
    owners = people(line.key for line in narrowed_by(view, condition))
    return f"of {listed(owners or (condition.text or '',))}"


def narrowed_by(view: View, condition: KeyCondition) -> tuple[Line, ...]:
    """The lines that meet one condition."""
    return narrowed(view.every, (condition,), Moment(view.inquiry.now)).lines


SAID: dict[KeyState, Callable[[View, KeyCondition], str]] = {
    KeyState.UNUSED: _unused,
    KeyState.EXPIRING: lambda _, c: f"expiring within {many(days_of(c), 'day')}",
    KeyState.EXPIRED: lambda _, __: "expired",
    KeyState.OWNER: _owned,
    KeyState.SCOPE: lambda _, c: f"with scope {listed((c.text or '',))}",
}
FOLLOW = {
    KeyState.UNUSED: ("Unused for 90 days", "keys unused 90d"),
    KeyState.EXPIRING: ("Expiring in 30 days", "keys expiring 30d"),
    KeyState.EXPIRED: ("Expired", "keys expired"),
}


BY_KEY = (
    ("Usage by key", "usage by key last 30 days"),
    ("Cost by key", "cost by key last 30 days"),
)


def _facts(view: View) -> Iterator[Fact]:
    """How many there are, in use, about to end, ended."""
    yield Fact("keys", "Keys", counted(len(view.every)))
    for number, words in _counts(view):
        yield Fact(words.split()[0], words.capitalize(), counted(number))


def _counts(view: View) -> Iterator[tuple[int, str]]:
    at = Moment(view.inquiry.now)
    if all(ring.unread is None for ring in view.rings):
        yield sum(bool(line.requests) for line in view.every), f"used {_in(view)}"
    for state, words in COUNTED.items():
        yield len(narrowed(view.every, (KeyCondition(state),), at).lines), words


COUNTED = {KeyState.EXPIRING: "expiring within 30 days", KeyState.EXPIRED: "expired"}


def _notes(view: View) -> Iterator[str]:
    yield from dict.fromkeys(_partly(ring.partly) for ring in view.rings if ring.partly)
    yield from (missing("Use", ring.unread) for ring in view.rings if ring.unread)
    unlisted = sum(ring.unlisted for ring in view.rings)
    if unlisted and not view.conditions:
        when = f"in the last {many(view.far, 'day')}"
        yield sentence(UNLISTED.format(keys=many(unlisted, "key"), when=when))
    if view.asks(KeyState.UNUSED):
        yield MANAGING
    if view.asks(KeyState.SCOPE):
        yield BY_ROLE


def _partly(trouble: Trouble) -> str:
    if trouble.reason is Reason.SCOPE_MISSING:
        return ONLY_OWN
    return ONLY_LISTED.format(why=trouble.sentence)
