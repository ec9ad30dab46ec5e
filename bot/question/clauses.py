"""Reading a page from left to right: a clause at a time, each by the reader of its first word."""

from collections.abc import Callable

from bot.question import comparing, excluding, grouping, keys, narrowing
from bot.question.draft import Draft, Fault, Join, Piece
from bot.question.faults import fault, missing
from bot.question.grammar import DANGLING, MARKS, Role
from bot.question.leftover import leftover
from bot.question.model import Field, Kind, Metric
from bot.question.page import Page
from bot.question.typed import typed
from bot.question.unasked import INSTEAD, SHARES
from bot.question.words import HINTS, spaced

Reader = Callable[[Page, Draft, int], int | Fault]

_WITH_PREPOSITION = (Role.USE, Role.MONEY)  # "what did we spend it on"

_TOPICS = {
    "date dates period periods time times day days": "dates",
    "filter filters field fields grammar syntax": "filters",
    "digest digests schedule schedules scheduling": "digests",
}
TOPICS = {word: topic for words, topic in _TOPICS.items() for word in spaced(words)}


def clauses(page: Page) -> Draft | Fault:
    """Everything that the text says, or the first piece of it that says nothing."""
    draft = Draft()
    at = 0
    while at < len(page):
        taken = clause(page, draft, at)
        if isinstance(taken, Fault):
            return taken
        at += taken
    return draft


def clause(page: Page, draft: Draft, at: int) -> int | Fault:
    """The clause that begins at a token: how many tokens it takes, or what is wrong with it."""
    for special in _SPECIAL:
        taken = special(page, draft, at)
        if taken is not None:
            return taken
    role = page.role(at)
    reader = READERS.get(role) if role else None
    return reader(page, draft, at) if reader else leftover(page, at)


def _flag(role: Role) -> Reader:
    """A reader that only notes that a role was seen."""

    def noted(page: Page, draft: Draft, at: int) -> int:
        draft.mark(role, at)
        return page.count(at)

    return noted


def _unasked(page: Page, draft: Draft, at: int) -> int | Fault:
    """A word that asks for what no answer has; but for the share of what has no tag."""
    term = page.term(at)
    end = at + page.count(at)
    if page.word(at) in SHARES and _of_untagged(page):
        draft.mark(Role.SHARE, at)
        return end - at
    said = INSTEAD.get(page.piece(at, end).lower(), ())
    choices = said or tuple(f"by {hint}" for hint in HINTS.get(page.word(end - 1), ()))
    return fault(page, Kind.UNKNOWN_WORD, at, end, choices, str(term.value) if term else "")


def _of_untagged(page: Page) -> bool:
    roles = {page.role(at) for at in range(len(page))}
    return Role.UNTAGGED in roles and roles.isdisjoint({Role.MONEY, Role.METRIC})


def _price(page: Page, draft: Draft, at: int) -> int:
    """`the price last month` is what was spent; without a period, it may be that of a list."""
    draft.mark(Role.PRICE, at)
    draft.mark(Role.MONEY, at)
    return page.count(at)


def _now(page: Page, draft: Draft, at: int) -> int:
    """`right now`; a `now` that only begins a sentence carries nothing."""
    if page.word(at) == "now" and page.past_filler(0) == at:
        return 1
    if page.word(0) == "is":
        draft.mark(Role.STILL, at)
    draft.mark(Role.NOW, at)
    return page.count(at)


def _how_to(page: Page, draft: Draft, at: int) -> int | Fault:
    """`how do I filter by tag`: help; what follows has to be of the language, and asks nothing."""
    term = page.term(at)
    draft.mark(Role.HELP, at)
    draft.topic = TOPICS.get(str(term.value)) if term else None
    end, aside = at + page.count(at), Draft()
    while end < len(page):
        again = page.role(end) is Role.HOW_TO
        taken = leftover(page, end) if again else clause(page, aside, end)
        if isinstance(taken, Fault):
            return taken
        end += taken
    return end - at


def _ending(page: Page, draft: Draft, at: int) -> int | Fault:
    """`where will we end`: the end of what is running; anywhere else it means nothing."""
    if not draft.has(Role.FORECAST, Role.WILL, Role.WHERE):
        return leftover(page, at)
    draft.mark(Role.FORECAST, at)
    return page.count(at)


def _filler(page: Page, draft: Draft, at: int) -> int | Fault:
    """A word that carries nothing; a dash on a name is a minus, one before it is asked about."""
    glued = at + 1 < len(page) and page.tokens[at].end == page.tokens[at + 1].start
    if glued and page.word(at) in ("-", "!"):
        return excluding.excluded(page, draft, at)
    if page.word(at) == "-" and page.role(at + 1) in (Role.NAME, Role.VALUE, Role.TYPED, Role.NOUN):
        return fault(page, Kind.UNKNOWN_WORD, at, at + 1, ("except",))
    if page.word(at) in DANGLING and _is_last(page, at) and not draft.has(*_WITH_PREPOSITION):
        return missing(page, at, at + 1)
    return page.count(at)


def _is_last(page: Page, at: int) -> bool:
    return all(page.word(k) in MARKS for k in range(at + 1, len(page)))


def _metric(page: Page, draft: Draft, at: int) -> int:
    """A unit; `agent hours` is also the endpoint."""
    term = page.term(at)
    value = term.value if term else None
    if isinstance(value, tuple):
        metric, (field, real) = value
        draft.pieces.append(Piece(field, (real,), Join.ONE, at))
        draft.metrics.append((metric, at))
    elif isinstance(value, Metric):
        draft.metrics.append((value, at))
    return page.count(at)


def _verb(page: Page, draft: Draft, at: int) -> int:
    """`transcribed`, `synthesized`: the endpoint, where no unit says it already."""
    term = page.term(at)
    draft.mark(Role.USE, at)
    if term:
        draft.verbs.append(Piece(Field.ENDPOINT, (term.value,), Join.ONE, at))
    return page.count(at)


def _output(page: Page, draft: Draft, at: int) -> int:
    term = page.term(at)
    if term:
        draft.outputs.append((term.value, at))
    return page.count(at)


def _status(page: Page, draft: Draft, at: int) -> int | Fault:
    """`status failed`."""
    first = page.past_filler(at + page.count(at))
    found = narrowing.several(page, first, Field.STATUS) if first < len(page) else None
    if isinstance(found, narrowing.Several):
        return narrowing.narrow(page, draft, at, found)
    if page.role(first) is Role.UNKNOWN:
        return narrowing.unknown_here(page, first, Field.STATUS)
    return missing(page, at, at + page.count(at), "status:failed", "status:succeeded")


def _count(page: Page, draft: Draft, at: int) -> int:
    """`how many requests` counts requests instead of listing them."""
    first = page.past_filler(at + page.count(at))
    if page.role(first) in (Role.REQUESTS, Role.REQUEST):
        draft.mark(Role.COUNT, at)
        draft.metrics.append((Metric.REQUESTS, first))
        return first + page.count(first) - at
    draft.mark(Role.COUNT, at)
    return page.count(at)


def _or(page: Page, _draft: Draft, at: int) -> Fault:
    """An `or` that joins no two values."""
    if at + 1 >= len(page):
        return missing(page, at, at + 1)
    return fault(page, Kind.UNKNOWN_WORD, at, at + page.count(at))


def _and(page: Page, _draft: Draft, at: int) -> int | Fault:
    """An `and` between two clauses carries nothing; at the end something is missing."""
    end = at + page.count(at)
    return end - at if at and page.past_filler(end) < len(page) else missing(page, at, end)


def _help(page: Page, draft: Draft, at: int) -> int | Fault:
    """`help dates`."""
    draft.mark(Role.HELP, at)
    first = page.past_filler(at + page.count(at))
    word = page.word(first)
    if word in TOPICS:
        draft.topic = TOPICS[word]
        return first + 1 - at
    if word and page.role(first) is Role.UNKNOWN:
        topics = tuple(dict.fromkeys(TOPICS.values()))
        return fault(page, Kind.UNKNOWN_WORD, first, first + 1, topics)
    return first - at


READERS: dict[Role, Reader] = {
    Role.FILLER: _filler,
    Role.UNASKED: _unasked,
    Role.PRICE: _price,
    Role.NOW: _now,
    Role.HOW_TO: _how_to,
    Role.ENDING: _ending,
    Role.TYPED: typed,
    Role.NAME: narrowing.names,
    Role.VALUE: narrowing.names,
    Role.UNSURE: narrowing.names,
    Role.CLASH: narrowing.names,
    Role.PERIOD: comparing.period,
    Role.METRIC: _metric,
    Role.VERB: _verb,
    Role.OUTPUT: _output,
    Role.COUNT: _count,
    Role.NOUN: grouping.noun,
    Role.BY: grouping.by,
    Role.STATUS: _status,
    Role.SORT: grouping.sort,
    Role.DAILY: grouping.daily,
    Role.TOP: grouping.top,
    Role.MOST: grouping.most,
    Role.WHICH: grouping.which,
    Role.WHO: grouping.who,
    Role.SPENDERS: grouping.spenders,
    Role.VERSUS: comparing.versus,
    Role.COMPARE: comparing.compare,
    Role.OVER: comparing.over_unit,
    Role.NOT: excluding.excluded,
    Role.TAGGED: narrowing.tagged,
    Role.UNTAGGED: narrowing.names,
    Role.BOTH: narrowing.either,
    Role.EITHER: narrowing.either,
    Role.AND: _and,
    Role.OR: _or,
    Role.HELP: _help,
    Role.UNUSED: keys.unused,
    Role.EXPIRING: keys.expiring,
    Role.EXPIRED: keys.expired,
    Role.OWNER: keys.owner,
    Role.SCOPE: keys.scope,
    Role.REQUEST: keys.request,
    Role.LATEST: keys.latest,
    **{
        role: _flag(role)
        for role in (
            Role.USE,
            Role.MONEY,
            Role.REQUESTS,
            Role.LOG,
            Role.BALANCE,
            Role.LEFT,
            Role.BREAKDOWN,
            Role.MORE,
            Role.WHEN,
            Role.LOOKUP,
            Role.ABOUT,
            Role.STILL,
            Role.FORECAST,
            Role.WILL,
            Role.WHERE,
            Role.SO_FAR,
            Role.CURRENT,
            Role.HOW_MUCH_IS,
        )
    },
}

# What depends on more than the first word; each takes nothing (None) where it does not apply.
_SPECIAL: tuple[Callable[[Page, Draft, int], int | Fault | None], ...] = (
    comparing.joined,
    keys.of_person,
    keys.possessive,
    keys.last_requests,
    grouping.number,
)
