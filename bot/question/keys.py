"""Clauses about keys and single requests: unused, expiring, of a person, with a scope, by id."""

import re

from bot.question.against import days_left
from bot.question.dates.calendar import Unit
from bot.question.draft import Draft, Fault
from bot.question.faults import fault, missing
from bot.question.grammar import Role
from bot.question.model import Dimension, KeyCondition, KeyState, Kind
from bot.question.page import Page
from bot.question.unasked import INSTEAD
from bot.question.words import EXPIRING_DAYS, MOST_ROWS, UNUSED_DAYS

_DAYS = {"d": 1, "day": 1, "w": 7, "wk": 7, "week": 7, "mo": 30, "month": 30, "quarter": 91}
_DAYS |= {"y": 365, "yr": 365, "year": 365}
_UNIT = "|".join(_DAYS)
_SPAN = re.compile(
    rf"(?:(?:for|in|within|over|during|since|by|at least|more than|longer than) )*(?:the )?"
    rf"(?:(?:last|past|next|coming|following|previous) )?(?P<n>\d{{1,4}}|a|an|one|two|three|six)"
    rf"[ -]?(?P<unit>{_UNIT})s?(?: or more| or longer)?(?!\S)"
)
_COMING = re.compile(
    r"(?:(?:within|in|during|by|before|the|end of|until) )*(?P<which>this|next) "
    r"(?P<unit>week|month|quarter|year)(?!\S)"
)
_SOON = re.compile(r"(?:soon|shortly)(?!\S)")
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "six": 6}
_LONGEST = 9  # words
_MOST_DAYS = 3_660
_LAST = ("last", "latest", "recent", "newest", "most")
_LOGGED = (Role.REQUESTS, Role.REQUEST, Role.LOG)
_SCOPE = re.compile(r"[a-z][\w-]*(?::[\w*-]+)?")
_REQUEST_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")


def unused(page: Page, draft: Draft, at: int) -> int | Fault:
    """`unused for 90 days`, `not used in 3 months`; a period behind it does as well."""
    draft.mark(Role.UNUSED, at)
    first = at + page.count(at)
    found = _span(page, first)
    if isinstance(found, Fault):
        return found
    if found is None:
        return first - at
    draft.conditions.append(KeyCondition(KeyState.UNUSED, found[0]))
    return found[1] - at


def expiring(page: Page, draft: Draft, at: int) -> int | Fault:
    """`expiring in 30 days`, `expire next month`, `expiring soon`."""
    draft.mark(Role.EXPIRING, at)
    first = at + page.count(at)
    found = _span(page, first) or _coming(page, first)
    if isinstance(found, Fault):
        return found
    days, end = found or (None, first)
    if days is not None:
        draft.conditions.append(KeyCondition(KeyState.EXPIRING, days))
    return end - at


def expired(page: Page, draft: Draft, at: int) -> int | Fault:
    """`expired keys`."""
    draft.conditions.append(KeyCondition(KeyState.EXPIRED))
    return page.count(at)


def owner(page: Page, draft: Draft, at: int) -> int | Fault:
    """`owned by ana@acme.com`: one word, or several between quotes."""
    return _owner(page, draft, at, at + page.count(at))


def of_person(page: Page, draft: Draft, at: int) -> int | Fault | None:
    """`keys of ana`, from `of` on, where what follows is no name of the project's."""
    if page.word(at) not in ("of", "for", "from") or not at or not _keys_before(page, at):
        return None
    token = page.tokens[at + 1] if at + 1 < len(page) else None
    if token is None or (page.role(at + 1) is not Role.UNKNOWN and "@" not in token.low):
        return None
    return _owner(page, draft, at, at + 1)


def possessive(page: Page, draft: Draft, at: int) -> int | None:
    """`ana's keys`."""
    word = page.tokens[at].word
    behind = page.term(at + 1) if page.role(at) is Role.UNKNOWN else None
    keys = behind and behind.role is Role.NOUN and behind.value.dimension is Dimension.KEY
    if not keys or not behind or not behind.value.plural or not word.lower().endswith("'s"):
        return None
    draft.conditions.append(KeyCondition(KeyState.OWNER, text=word[:-2]))
    return 1


def scope(page: Page, draft: Draft, at: int) -> int | Fault:
    """`with scope usage:read`."""
    first = at + page.count(at)
    if first >= len(page):
        return missing(page, at, len(page), "scope usage:read")
    word = page.tokens[first].quoted or page.tokens[first].word
    if not _SCOPE.fullmatch(word.lower()) or page.role(first) is Role.PERIOD:
        return missing(page, at, first, "scope usage:read")
    draft.conditions.append(KeyCondition(KeyState.SCOPE, text=word.lower()))
    return first + 1 - at


def request(page: Page, draft: Draft, at: int) -> int | Fault:
    """`request <uuid>`: one line of the log; without an id, the log."""
    first = at + page.count(at)
    if _REQUEST_ID.fullmatch(page.word(first)):
        draft.request_id = page.word(first)
        draft.mark(Role.REQUEST, at)
        return first + 1 - at
    draft.mark(Role.REQUESTS, at)
    return first - at


def last_requests(page: Page, draft: Draft, at: int) -> int | Fault | None:
    """`the last 10 requests`, `the last failed request`, from `last` on."""
    if page.word(at) not in _LAST or page.role(at) is Role.PERIOD:
        return None
    first = at + page.count(at)
    number = page.number(first)
    counted = number is not None
    end = first + counted
    end += page.count(end) if page.role(end) is Role.VALUE else 0
    if page.role(end) not in (_LOGGED if counted else (Role.REQUEST,)):
        return None
    number = 1 if number is None else number
    if not 1 <= number <= MOST_ROWS:
        return fault(page, Kind.BAD_NUMBER, first, first + 1, ("10",))
    draft.mark(Role.LOG, at)
    draft.tops.append((number, at))
    return first + counted - at


def latest(page: Page, draft: Draft, at: int) -> int | Fault:
    """`latest requests`."""
    first = at + page.count(at)
    end = first + (page.count(first) if page.role(first) is Role.VALUE else 0)
    if page.role(end) not in _LOGGED:
        return fault(page, Kind.UNKNOWN_WORD, at, first, INSTEAD.get(page.word(at), ()))
    draft.mark(Role.LOG, at)
    return first - at


def _owner(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    first = page.past_filler(first)
    if first >= len(page):
        return missing(page, at, len(page))
    token = page.tokens[first]
    if token.quoted is None and page.role(first) not in (Role.UNKNOWN, Role.NAME):
        return missing(page, at, first)
    text = token.word if token.quoted is None else token.quoted
    draft.conditions.append(KeyCondition(KeyState.OWNER, text=text))
    return first + 1 - at


def _keys_before(page: Page, at: int) -> bool:
    before = page.term(at - 1)
    return bool(
        before
        and before.role is Role.NOUN
        and before.value.dimension is Dimension.KEY
        and before.value.plural
    )


def _span(page: Page, at: int) -> tuple[int, int] | Fault | None:
    """So many days, from a token on, and the place behind them."""
    found = _SPAN.match(" ".join(page.low[at : at + _LONGEST]))
    if found is None:
        return None
    end = at + found[0].count(" ") + 1
    days = (_WORDS.get(found["n"]) or int(found["n"])) * _DAYS[found["unit"]]
    if not 1 <= days <= _MOST_DAYS:
        return fault(page, Kind.BAD_NUMBER, at, end, ("30 days", "90 days"))
    return days, end


def _coming(page: Page, at: int) -> tuple[int, int] | None:
    """`next month`, `this quarter`, `soon`: the days until it ends."""
    text = " ".join(page.low[at : at + _LONGEST])
    if found := _SOON.match(text):
        return EXPIRING_DAYS, at + found[0].count(" ") + 1
    found = _COMING.match(text)
    if found is None:
        return None
    days = days_left(page.calendar, Unit[found["unit"].upper()], int(found["which"] == "next"))
    return None if days is None else (days, at + found[0].count(" ") + 1)


def implied(draft: Draft) -> list[KeyCondition]:
    """The conditions whose clause named no days."""
    states = ((Role.UNUSED, KeyState.UNUSED), (Role.EXPIRING, KeyState.EXPIRING))
    return [KeyCondition(state) for role, state in states if draft.has(role)]


def with_days(condition: KeyCondition, days: int | None) -> KeyCondition:
    """A condition with the days that it means, where its clause names none."""
    if condition.days is not None or condition.state not in _USUAL:
        return condition
    return KeyCondition(condition.state, days or _USUAL[condition.state], condition.text)


_USUAL = {KeyState.UNUSED: UNUSED_DAYS, KeyState.EXPIRING: EXPIRING_DAYS}
