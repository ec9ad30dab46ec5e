"""The table of tags. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.answer.columns import columns_of
from bot.answer.listing import Cell, Column, Fact, Listing
from bot.answer.model import Amounts
from bot.answer.parts import share
from bot.answer.rows import rows, spread
from bot.blocks.figures import counted, unit
from bot.blocks.figures import share as share_in_words
from bot.books import COLUMNS, Book
from bot.lookup.desk import Inquiry
from bot.lookup.each import missing
from bot.lookup.said import called, during, many, on, sentence
from bot.lookup.sums import Sums, before, grounds, named, together
from bot.question.model import UNTAGGED, Dimension, Field, Period
from bot.question.values import quoted
from bot.trouble import Trouble

NEW_DAYS = 90  # a tag is new where it was not seen in so many days before the period
LEADING = 2  # amounts that stand before the share, where a narrow screen shows them
MOST_KEYS = 5  # whose untagged use is named
BY_TAG, BY_TAG_AND_DAY = (Dimension.TAG,), (Dimension.TAG, Dimension.DAY)

OVERLAP = "Tags overlap: a request with two tags counts in both rows, once in the total."
NEW = f"New: not seen in the {NEW_DAYS} days before. Silent: used in as many days just before, not now."


@dataclass(frozen=True, slots=True)
class Tagged:
    """One project's use by tag and day, and its use without any tag by key."""

    used: Sums
    untagged: Sums | Trouble


def window(period: Period) -> Period:
    """The period, and before it as many days as new and silent tags are told by."""
    return Period(before(period, max(NEW_DAYS, period.length)).first, period.last)


@dataclass(frozen=True, slots=True)
class Tags:
    """What each tag used in a period, and on which days before and in it."""

    period: Period
    values: Mapping[str, Amounts]
    total: Amounts
    overlap: bool
    seen: Mapping[str, tuple[date, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """What was used, the leading column first."""
        return columns_of(Book.USAGE, None, [self.total[c] for c in COLUMNS[Book.USAGE]])

    @property
    def named(self) -> list[str]:
        """The real tags of the period, the most used first."""
        return [tag for tag in self.ranked if tag != UNTAGGED]

    @property
    def ranked(self) -> list[str]:
        """The tags of the period and what has none, the most used first."""
        lead = self.columns[0]
        return sorted(self.values, key=lambda tag: (-self.values[tag][lead], tag))

    @property
    def new(self) -> list[str]:
        """Those of the period that were not seen in the ninety days before."""
        eve = before(self.period, NEW_DAYS)
        return [tag for tag in self.named if not _any_in(self.seen[tag], eve)]

    @property
    def silent(self) -> list[str]:
        """Those that were used in as many days just before and not now, the latest first."""
        eve = before(self.period, self.period.length)
        gone = [t for t in self.seen if t not in self.values and _any_in(self.seen[t], eve)]
        return sorted((t for t in gone if t != UNTAGGED), key=lambda t: (self.last(t), t))[::-1]

    def first(self, tag: str) -> date:
        """The first day in the period."""
        return min(day for day in self.seen[tag] if day >= self.period.first)

    def last(self, tag: str) -> date:
        """The last day of any that were looked at."""
        return max(self.seen[tag])


def _any_in(days: Sequence[date], period: Period) -> bool:
    return any(period.first <= day <= period.last for day in days)


def tags_of(found: Sequence[Sums], period: Period) -> Tags:
    """What the pages of all projects say of the tags. Pure."""
    now = together(each.tally(period, BY_TAG) for each in found)
    of = rows(now, BY_TAG)
    return Tags(
        period,
        {str(tag): named(vector, Book.USAGE) for (tag,), vector in of.values.items()},
        named(now.total(), Book.USAGE),
        of.overlap,
        _seen(found),
    )


def _seen(found: Sequence[Sums]) -> Mapping[str, tuple[date, ...]]:
    seen: dict[str, list[date]] = defaultdict(list)
    for each in found:
        for cell, vector in each.tally(None, BY_TAG_AND_DAY).cells.items():
            for tag, day in spread(cell, BY_TAG_AND_DAY) if any(vector) else ():
                seen[str(tag)].append(date.fromisoformat(str(day)))
    return {tag: tuple(days) for tag, days in seen.items()}


def tag_table(inquiry: Inquiry, found: Mapping[str, Tagged], notes: Sequence[str]) -> Listing:
    """Each tag with what it used, its share, and whether it is new or fell silent."""
    tags = tags_of([each.used for each in found.values()], inquiry.period)
    rests = grounds(inquiry, [each.used for each in found.values()])
    return Listing(
        question=inquiry.question,
        title="Tags",
        headline=_headline(tags),
        facts=tuple(_facts(inquiry, tags, found)),
        columns=(
            Column("tag", "Tag"),
            *(Column(c, unit(c).header, c) for c in tags.columns[:LEADING]),
            Column("share", "Share"),
            Column("remark", "Remark"),
            *(Column(c, unit(c).header, c) for c in tags.columns[LEADING:]),
        ),
        rows=(*(_row(tags, tag) for tag in tags.ranked), *(_row(tags, tag) for tag in tags.silent)),
        asks=tuple(_ask(inquiry, tags, tag) for tag in (*tags.ranked, *tags.silent)),
        follow=_follow(tags.period),
        notes=(*notes, *_notes(tags, found), *rests.notes),
        as_of=rests.as_of,
        source=rests.source,
        stale=rests.stale,
        project=inquiry.titles(),
        reading=inquiry.reading,
    )


def _row(tags: Tags, tag: str) -> tuple[Cell, ...]:
    values = tags.values.get(tag) or dict.fromkeys(tags.columns, Decimal(0))
    lead = tags.columns[0]
    part = share(values[lead], tags.total[lead])
    shown = share_in_words(part, values[lead])
    amounts = [values[c] for c in tags.columns]
    return (tag, *amounts[:LEADING], shown, _remark(tags, tag), *amounts[LEADING:])


def _remark(tags: Tags, tag: str) -> str | None:
    if tag not in tags.values:
        return f"silent since {on(tags.last(tag))}"
    return f"new since {on(tags.first(tag))}" if tag in tags.new else None


def _ask(inquiry: Inquiry, tags: Tags, tag: str) -> str:
    if not inquiry.nameable(Field.TAG, tag):
        return ""
    period = tags.period if tag in tags.values else before(tags.period, tags.period.length)
    if tag == UNTAGGED:
        return f"untagged usage by key {typed_period(period)}"
    return f"usage tag:{quoted(tag)} {typed_period(period)}"


def typed_period(period: Period) -> str:
    """A period as it is typed."""
    return f"{period.first}..{period.last}"


def _follow(period: Period) -> tuple[tuple[str, str], ...]:
    span = typed_period(period)
    return (
        ("Usage by tag", f"usage by tag {span}"),
        ("Cost by tag", f"cost by tag {span}"),
        ("Untagged by key", f"untagged usage by key {span}"),
        ("Usage by tag set", f"usage by tag_set {span}"),
    )


def _headline(tags: Tags) -> str:
    if not any(tags.total.values()):
        return sentence(f"nothing was used {during(tags.period)}")
    new = f", {counted(len(tags.new))} of them new" if tags.new else ""
    silent = f"; {counted(len(tags.silent))} fell silent" if tags.silent else ""
    used = sentence(f"{many(len(tags.named), 'tag')} {during(tags.period)}{new}{silent}")
    return f"{used} {_untagged_share(tags)}"


def _untagged_share(tags: Tags) -> str:
    none = tags.values.get(UNTAGGED)
    if none is None:
        return "Everything was tagged."
    part = share(none["requests"], tags.total["requests"])
    return f"{share_in_words(part, none['requests'])} of the requests had no tag."


def _facts(inquiry: Inquiry, tags: Tags, found: Mapping[str, Tagged]) -> Iterator[Fact]:
    yield Fact("tags", "Tags", counted(len(tags.named)))
    yield Fact("new", "New", tuple(tags.new) or "none")
    yield Fact("silent", "Fell silent", tuple(tags.silent) or "none")
    none = tags.values.get(UNTAGGED)
    if none is None:
        return
    part = share(none["requests"], tags.total["requests"])
    yield Fact("untagged_share", "Untagged, of requests", share_in_words(part, none["requests"]))
    yield Fact("untagged", "Untagged requests", none["requests"], "requests")
    yield from _senders(inquiry, found)


def _senders(inquiry: Inquiry, found: Mapping[str, Tagged]) -> Iterator[Fact]:
    """Which keys send requests without a tag, the most first."""
    sent: dict[str | None, Decimal] = {}
    for each in found.values():
        if isinstance(each.untagged, Sums):
            for (key,), vector in each.untagged.tally().cells.items():
                sent[str(key) if key else None] = named(vector, Book.USAGE)["requests"]
    ranked = sorted(sent.items(), key=lambda pair: (-pair[1], pair[0] or ""))
    for number, (key, requests) in enumerate(ranked[:MOST_KEYS], 1):
        name = called(key, inquiry.names) if key else "no key"
        yield Fact(f"untagged_{number}", f"Untagged from {name}", requests, "requests")
    if rest := ranked[MOST_KEYS:]:
        total = sum((requests for _, requests in rest), Decimal(0))
        yield Fact(
            "untagged_other", f"Untagged from {many(len(rest), 'other key')}", total, "requests"
        )


def _notes(tags: Tags, found: Mapping[str, Tagged]) -> Iterator[str]:
    if tags.overlap:
        yield OVERLAP
    if tags.new or tags.silent:
        yield NEW
    for each in found.values():
        if isinstance(each.untagged, Trouble) and UNTAGGED in tags.values:
            yield missing("Which keys send untagged requests", each.untagged)
