"""The card of one key. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.account import Key
from bot.answer.columns import columns_of
from bot.answer.label import short
from bot.answer.listing import Course, Fact, Listing
from bot.answer.model import Amounts
from bot.blocks.figures import unit
from bot.books import COLUMNS, Book
from bot.lookup.desk import Inquiry
from bot.lookup.each import missing
from bot.lookup.said import amount, days_until, during, in_days, listed, many, on, sentence
from bot.lookup.sums import Sums, days, grounds
from bot.question.model import Field, Period
from bot.question.values import quoted
from bot.trouble import Reason, Trouble

NO_DOLLARS = "Deepgram gives no dollars for this use (a contract project has none)."
GONE = "Deepgram's list no longer has this key: it was deleted."
UNSEEN = (
    "Deepgram does not show this key: it was deleted, or it is somebody else's and the bot's Deepgram "
    "key, without members:read, is shown only those of the person who made it."
)
NAMED_ANEW = "Shown by its last known name, owner and scopes."


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What one project knows of a key; each part as it was read, or the Trouble that it met.

    `far` are the days of `usage`. `known` is the key as it was last known, None where no list ever
    had it. `sees_all` says that the bot is shown everybody's keys.
    """

    project: str
    id: str
    far: Period
    known: Key | None
    read: Key | Trouble
    usage: Sums | Trouble
    cost: Sums | Trouble
    sees_all: bool = True

    @property
    def listed(self) -> bool:
        """Whether Deepgram's list has it now."""
        return isinstance(self.read, Key)

    @property
    def gone(self) -> bool:
        """Whether Deepgram answered that there is no such key."""
        return isinstance(self.read, Trouble) and self.read.reason is Reason.NOT_FOUND

    @property
    def traced(self) -> bool:
        """Whether anything at all is known of it: a list had it, or it was used."""
        return self.listed or self.known is not None or self.last_used is not None

    @property
    def key(self) -> Key:
        """The key as well as it is known."""
        if isinstance(self.read, Key):
            return self.read
        known = self.known or Key(self.id)
        return replace(known, deleted=known.deleted or (self.gone and self.sees_all))

    @property
    def last_used(self) -> date | None:
        """The last UTC day with any use; None where there was none, or it could not be read."""
        if isinstance(self.usage, Trouble):
            return None
        used = [day for day, vector in self.usage.tally().series.items() if any(vector)]
        return max(used, default=None)

    def used(self, period: Period) -> Amounts:
        """What it used in a period; nothing known where that could not be read."""
        return {} if isinstance(self.usage, Trouble) else self.usage.total(period)


def key_card(inquiry: Inquiry, file: KeyFile) -> Listing:
    """Everything that is known of the key."""
    rests = grounds(inquiry, [s for s in (file.usage, file.cost) if isinstance(s, Sums)])
    return Listing(
        question=inquiry.question,
        title=f"Key {name_of(file.key)}",
        headline=_headline(inquiry, file),
        facts=tuple(fact for fact in _facts(inquiry, file) if fact.value is not None),
        course=_course(file, inquiry.period),
        follow=tuple(_follow(inquiry, file)),
        notes=(*_notes(inquiry, file), *rests.notes),
        as_of=rests.as_of,
        source=rests.source,
        stale=rests.stale,
        private=True,
        project=inquiry.title(file.project),
        reading=inquiry.reading,
    )


def name_of(key: Key) -> str:
    """A key's comment, or its short id where it has none."""
    return key.comment or short(key.id)


def owner_of(key: Key) -> str:
    """Who made a key: their name, else their e-mail address, else nothing."""
    return (key.owner.name or key.owner.email) if key.owner else ""


def state_of(key: Key, inquiry: Inquiry) -> str:
    """deleted, expired, or active."""
    if key.deleted:
        return "deleted"
    return "expired" if key.expires and key.expires <= inquiry.now else "active"


def _state(inquiry: Inquiry, file: KeyFile) -> str:
    """As of any key; one that is not shown, and need not be deleted, is just not listed."""
    state = state_of(file.key, inquiry)
    return "not listed" if file.gone and state != "deleted" else state


def _headline(inquiry: Inquiry, file: KeyFile) -> str:
    key = file.key
    owner = f"of {listed([owner_of(key)])}" if owner_of(key) else ""
    states = {"deleted": "is deleted", "expired": "has expired", "not listed": "is not listed"}
    parts = [
        states.get(_state(inquiry, file), ""),
        _last_use(inquiry, file),
        _requests(inquiry, file),
    ]
    who = " ".join(filter(None, ("The key", listed([name_of(key)]), owner)))
    return sentence(f"{who} {listed_plainly([p for p in parts if p])}")


def listed_plainly(parts: list[str]) -> str:
    """A, B and C."""
    *head, tail = parts
    return f"{', '.join(head)} and {tail}" if head else tail


def _last_use(inquiry: Inquiry, file: KeyFile) -> str:
    if isinstance(file.usage, Trouble):
        return "could not be looked up in the usage"
    last = file.last_used
    if last is None:
        return f"was not used in the last {many(file.far.length, 'day')}"
    back = (inquiry.today - last).days
    return f"was last used {in_days(-back) if back < 2 else f'on {on(last)}'}"  # noqa: PLR2004


def _requests(inquiry: Inquiry, file: KeyFile) -> str:
    used = file.used(inquiry.period)
    return (
        f"made {amount(used['requests'], 'requests')} {_when(inquiry)}"
        if any(used.values())
        else ""
    )


def _when(inquiry: Inquiry) -> str:
    if inquiry.question.period:
        return during(inquiry.question.period)
    return f"in the last {many(inquiry.period.length, 'day')}"


def _facts(inquiry: Inquiry, file: KeyFile) -> Iterator[Fact]:
    yield from _identity(inquiry, file)
    yield from _dates(inquiry, file)
    yield from _figures(inquiry, file)


def _identity(inquiry: Inquiry, file: KeyFile) -> Iterator[Fact]:
    key = file.key
    yield Fact("comment", "Comment", key.comment or None)
    yield Fact("short_id", "Short id", short(key.id))
    yield Fact("id", "Id", key.id)
    yield Fact("state", "State", _state(inquiry, file))
    yield Fact("owner", "Owner", (key.owner.name if key.owner else "") or None)
    yield Fact("email", "E-mail", (key.owner.email if key.owner else "") or None)
    yield Fact("scopes", "Scopes", key.scopes or None)
    yield Fact("tags", "Tags", key.tags or None)


def _dates(inquiry: Inquiry, file: KeyFile) -> Iterator[Fact]:
    key, now = file.key, inquiry.now
    yield Fact("created", "Created", key.created)
    if key.expires:
        yield Fact("expires", "Expires", key.expires)
        yield Fact("expires_in", "Expiry", in_days(days_until(key.expires, now)))
    elif file.listed:
        yield Fact("expires", "Expires", "never")
    if not isinstance(file.usage, Trouble):
        never = f"not in the last {many(file.far.length, 'day')}"
        yield Fact("last_used", "Last used", file.last_used or never)


def _figures(inquiry: Inquiry, file: KeyFile) -> Iterator[Fact]:
    """What it used and cost in the period, each endpoint in its own unit."""
    used = file.used(inquiry.period)
    for column in columns(used):
        yield Fact(column, f"{unit(column).header} {_when(inquiry)}", used[column], column)
    if _dollars(inquiry, file):
        cost = file.cost.total()["cost"] if isinstance(file.cost, Sums) else None
        yield Fact("cost", f"Cost {_when(inquiry)}", cost, "cost")


def columns(used: Amounts) -> tuple[str, ...]:
    """The columns that were used, the leading one first; hours and requests where none was."""
    if not used:
        return ()
    return columns_of(Book.USAGE, None, [used[column] for column in COLUMNS[Book.USAGE]])


def _dollars(inquiry: Inquiry, file: KeyFile) -> bool:
    """Whether the cost can be said: it was read, and is not nothing where there was use."""
    if isinstance(file.cost, Trouble):
        return False
    return any(file.cost.total().values()) or not any(file.used(inquiry.period).values())


def _course(file: KeyFile, period: Period) -> Course | None:
    if isinstance(file.usage, Trouble):
        return None
    lead = columns(file.used(period))[0]
    return Course(unit(lead).header, lead, days(file.usage.tally(), lead, period))


def _follow(inquiry: Inquiry, file: KeyFile) -> Iterator[tuple[str, str]]:
    if not inquiry.nameable(Field.KEY, file.id):
        return
    key = f"key:{quoted(file.id)}"
    span = _typed(inquiry)
    yield "Usage by tag", f"usage {key} by tag {span}"
    if isinstance(file.cost, Sums) and _dollars(inquiry, file):
        yield "Cost by line item", f"cost {key} by line_item {span}"
    yield "Requests today", f"requests {key} today"
    yield "Usage by model", f"usage {key} by model {span}"
    if file.key.owner and file.key.owner.email:
        yield "Keys of this owner", f"keys owner:{quoted(file.key.owner.email)}"
    yield "Failed requests today", f"requests {key} failed today"
    yield "Usage by day", f"usage {key} by day {span}"


def _typed(inquiry: Inquiry) -> str:
    """The period as it is typed."""
    if inquiry.question.period:
        return f"{inquiry.period.first}..{inquiry.period.last}"
    return f"last {inquiry.period.length} days"


def _notes(inquiry: Inquiry, file: KeyFile) -> Iterator[str]:
    if file.gone:
        yield GONE if file.key.deleted else UNSEEN
    elif isinstance(file.read, Trouble):
        yield missing("What Deepgram's list of keys says of it", file.read)
    if not file.listed and (file.key.comment or file.key.owner):
        yield NAMED_ANEW
    if isinstance(file.usage, Trouble):
        yield missing("Usage and the last day of use", file.usage)
    if isinstance(file.cost, Trouble):
        yield missing("Cost", file.cost)
    elif not _dollars(inquiry, file):
        yield NO_DOLLARS
