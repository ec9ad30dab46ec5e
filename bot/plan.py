"""Which figures a question needs: the fewest queries that answer it exactly. Pure.

Deepgram's usage book can be grouped by one thing at a time, and filtered by one value of some. So
a question about one thing is one query; a question about two is one filtered query for each value
of the smaller one (a *split*). The billing book takes several groupings at once and is always one
query. Filters over tags are worked out from rows grouped by tag set, because what several `tag`
parameters mean is documented nowhere.
https://developers.deepgram.com/reference/manage/usage/breakdown/get
https://developers.deepgram.com/reference/manage/billing/breakdown/get
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.account import Names
from bot.books import Book, Grouping, Query
from bot.question.model import UNTAGGED, Dimension, Field, Filter, Op, Question, Subject
from bot.trouble import Reason, Trouble

MOST_CALLS = 60  # queries that one question may take for one project and period

# How each thing that an answer can be broken down by is called in Deepgram's books.
WIRE: dict[Dimension, Grouping] = {
    Dimension.TAG: Grouping.TAGS,
    Dimension.TAG_SET: Grouping.TAGS,
    Dimension.KEY: Grouping.ACCESSOR,
    Dimension.ENDPOINT: Grouping.ENDPOINT,
    Dimension.METHOD: Grouping.METHOD,
    Dimension.MODEL: Grouping.MODELS,
    Dimension.DEPLOYMENT: Grouping.DEPLOYMENT,
    Dimension.FEATURE: Grouping.FEATURE_SET,
    Dimension.LINE_ITEM: Grouping.LINE_ITEM,
}
FIELD_WIRE: dict[Field, Grouping] = {
    Field.TAG: Grouping.TAGS,
    Field.KEY: Grouping.ACCESSOR,
    Field.ENDPOINT: Grouping.ENDPOINT,
    Field.METHOD: Grouping.METHOD,
    Field.MODEL: Grouping.MODELS,
    Field.DEPLOYMENT: Grouping.DEPLOYMENT,
    Field.LINE_ITEM: Grouping.LINE_ITEM,
}
# The query parameter that narrows to one value of a grouping.
PARAMETER: dict[Grouping, str] = {
    Grouping.TAGS: "tag",
    Grouping.ACCESSOR: "accessor",
    Grouping.ENDPOINT: "endpoint",
    Grouping.METHOD: "method",
    Grouping.MODELS: "model",
    Grouping.DEPLOYMENT: "deployment",
}
# The order in which a question is split: smallest first, models last, since a request may have
# used several and a filter by one finds them all.
SPLIT_ORDER = (
    Grouping.METHOD,
    Grouping.DEPLOYMENT,
    Grouping.ENDPOINT,
    Grouping.ACCESSOR,
    Grouping.MODELS,
)
BILLED = frozenset({Grouping.TAGS, Grouping.ACCESSOR, Grouping.DEPLOYMENT, Grouping.LINE_ITEM})


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask of each project's book.

    `pins` are parameters that every query carries. Where `splits` is empty there is one query,
    grouped by `grouping`. Otherwise each value of the first split, then of the next, gets a query
    of its own, grouped by `grouping` (which then has one member). `keep` are the filters still to
    be applied to rows.
    """

    book: Book
    grouping: tuple[Grouping, ...]
    splits: tuple[Grouping, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    keep: tuple[Filter, ...] = ()

    def query(
        self,
        project: str,
        grouping: tuple[Grouping, ...],
        pins: tuple[tuple[str, str], ...] = (),
    ) -> Query:
        """A query of this plan for one project, with further pins."""
        return Query(project, self.book, grouping, tuple(sorted(self.pins + pins)))


def plan(question: Question, names: Names) -> Plan:
    """The plan for a question about usage or cost; Trouble where Deepgram cannot give it."""
    if question.subject is Subject.COST:
        return _billing(question)
    return _usage(question, names)


def _billing(question: Question) -> Plan:
    """Dollars: all groupings in one query, all filters on our side."""
    wanted = _groupings(question)
    narrowed = {_grouping_of(f) for f in _row_filters(question)}
    unbilled = [g for g in (*wanted, *narrowed) if g not in BILLED]
    if unbilled:
        raise Trouble(
            Reason.CANNOT_SPLIT,
            {
                "why": "Deepgram gives dollars by key, tag, line item and deployment, "
                f"not by {_human(unbilled[0])}.",
                "instead": "`cost by line_item` (a line item names method and model).",
            },
        )
    grouping = tuple(sorted({*wanted, *narrowed}))
    return Plan(Book.BILLING, grouping, keep=_row_filters(question))


def _usage(question: Question, names: Names) -> Plan:
    """Usage: pin what one value of a parameter can say, split what is left, but for one thing."""
    wanted = _groupings(question)
    if Grouping.LINE_ITEM in wanted or _has(question, Field.LINE_ITEM):
        raise Trouble(
            Reason.CANNOT_SPLIT,
            {"why": "Line items exist for cost only.", "instead": "`cost by line_item`."},
        )
    if _has(question, Field.STATUS):
        raise Trouble(
            Reason.CANNOT_SPLIT,
            {
                "why": "Usage does not say which requests failed; the request log does.",
                "instead": "`requests status:failed`.",
            },
        )
    pins = list(_feature_pins(question))
    keep: list[Filter] = []
    dims = list(dict.fromkeys(wanted))
    pinned, kept = _divide(_row_filters(question), dims, names)
    pins += pinned
    keep += kept
    for each in kept:
        if _grouping_of(each) not in dims:
            dims.append(_grouping_of(each))
    last, splits = _arrange(dims)
    return Plan(Book.USAGE, last, splits, tuple(pins), tuple(keep))


def _groupings(question: Question) -> tuple[Grouping, ...]:
    """What the rows of the answer are grouped by, in Deepgram's words (days come by themselves)."""
    return tuple(dict.fromkeys(WIRE[d] for d in question.group_by if d in WIRE))


def _grouping_of(each: Filter) -> Grouping:
    return FIELD_WIRE[each.field]


def _has(question: Question, field: Field) -> bool:
    return any(f.field is field for f in question.filters)


def _row_filters(question: Question) -> tuple[Filter, ...]:
    """The filters that rows can be held against (projects and features are settled elsewhere)."""
    aside = {Field.PROJECT, Field.FEATURE, Field.STATUS}
    if question.subject is Subject.COST:
        aside = {Field.PROJECT}
        if _has(question, Field.FEATURE) or _has(question, Field.STATUS):
            raise Trouble(
                Reason.CANNOT_SPLIT,
                {
                    "why": "Deepgram gives dollars by key, tag, line item and deployment only.",
                    "instead": "`cost by line_item`, or the usage of it.",
                },
            )
    return tuple(f for f in question.filters if f.field not in aside)


def _divide(
    filters: tuple[Filter, ...], dims: list[Grouping], names: Names
) -> tuple[list[tuple[str, str]], list[Filter]]:
    """Which filters become a parameter of every query, and which are held against rows.

    A filter whose grouping is asked for anyway, or that is the only thing asked for, is held
    against rows: such rows serve other questions too. Tags come last, for rows by tag set answer
    most.
    """
    pins: list[tuple[str, str]] = []
    keep: list[Filter] = []
    fields = [f.field for f in filters]
    others = set(dims) | {_grouping_of(f) for f in filters}
    for each in sorted(filters, key=lambda f: f.field is Field.TAG):
        grouping = _grouping_of(each)
        value = _single(each, names) if fields.count(each.field) == 1 else None
        if value is None or grouping in dims or len(others) == 1:
            keep.append(each)
        else:
            pins.append((PARAMETER[grouping], value))
            others.discard(grouping)
    return pins, keep


def _single(each: Filter, names: Names) -> str | None:
    """The one value that Deepgram can filter by, as it spells it; None where there is no such."""
    if each.op is not Op.ANY or len(each.values) != 1 or each.values[0] == UNTAGGED:
        return None
    value = each.values[0]
    if each.field is not Field.MODEL:
        return value
    uuids = {m.uuid for m in names.models.values() if m.name == value}
    return uuids.pop() if len(uuids) == 1 else None


def _feature_pins(question: Question) -> tuple[tuple[str, str], ...]:
    """Feature flags: several true are or-ed, several false and-ed; nothing else is documented."""
    filters = [f for f in question.filters if f.field is Field.FEATURE]
    spelled = {Op.ANY: "true", Op.NONE: "false"}
    plain = len(filters) <= 1 and all(f.op in spelled or len(f.values) == 1 for f in filters)
    if not plain:
        raise Trouble(
            Reason.CANNOT_SPLIT,
            {
                **_unlike(filters),
            },
        )
    return tuple((v, spelled.get(f.op, "true")) for f in filters for v in f.values)


def _unlike(filters: list[Filter]) -> dict[str, str]:
    """Why features cannot be asked for like that, and what can be asked instead."""
    every = next((f for f in filters if f.op is Op.ALL), None)
    if every is not None:
        return {
            "why": "Deepgram can tell who used one of several features, or none of them, but not "
            "who used all of them at once.",
            "instead": f"`feature:{','.join(every.values)}` for any of them, or one at a time.",
        }
    return {
        "why": "Deepgram can tell who used one of several features, or who used none of them, but "
        "not who used one without another.",
        "instead": "one `feature:` filter at a time.",
    }


def _arrange(dims: list[Grouping]) -> tuple[tuple[Grouping, ...], tuple[Grouping, ...]]:
    """What the last query is grouped by, and what is split before: the smallest things first."""
    if not dims:
        return (), ()
    whole = [g for g in dims if g not in SPLIT_ORDER]  # tags and features cannot be split
    if len(whole) > 1:
        raise Trouble(
            Reason.CANNOT_SPLIT,
            {
                "why": "Deepgram cannot break tags down by feature.",
                "instead": "`by feature` with one `tag:`, or `by tag` with one `feature:`.",
            },
        )
    splits = [g for g in SPLIT_ORDER if g in dims]
    last = whole[0] if whole else splits.pop()
    return (last,), tuple(splits)


HUMAN: Mapping[Grouping, str] = {
    Grouping.ACCESSOR: "key",
    Grouping.MODELS: "model",
    Grouping.FEATURE_SET: "feature",
    Grouping.TAGS: "tag",
    Grouping.LINE_ITEM: "line item",
}


def _human(grouping: Grouping) -> str:
    return HUMAN.get(grouping, str(grouping))
