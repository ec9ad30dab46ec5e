"""The words that make and manage digests. Pure.

`digest tag:support last week every monday 9am only if change > 20%` makes one; the others name a
digest by its id, as the buttons under a list do. What does not say enough to make one asks for the
form.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.digest.model import Conditions, Draft
from bot.question.fold import fold
from bot.question.model import Kind, Unclear
from bot.question.schedule import Schedule, find_schedule, read_schedule
from bot.trouble import Reason, Trouble


class Verb(StrEnum):
    """What is to be done."""

    CREATE = "create"
    LIST = "list"
    LOG = "log"
    PAUSE = "pause"
    RESUME = "resume"
    SEND = "send"
    TEST = "test"
    DELETE = "delete"
    UNDO = "undo"
    WITHDRAW = "withdraw"  # takes back one that was made just now
    EDIT = "edit"
    ADOPT = "adopt"  # makes whoever presses the owner; there are no words for it
    FORM = "form"  # of the one with that id, or for a new one about these questions


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done; `id` names a digest, `everywhere` means all channels.

    For CREATE, EDIT and FORM: what is asked (as typed; several with `;` between), when, and on what
    conditions; an EDIT changes only what it says.
    """

    verb: Verb
    id: str = ""
    everywhere: bool = False
    questions: tuple[str, ...] = ()
    schedule: Schedule | None = None
    conditions: Conditions = field(default_factory=Conditions)


_NUMBER = r"(\d[\d.,]*\d|\d)"
# How amounts are typed: with a point (20, 12.5, 1,000, 1,000.50) or a comma (12,5, 1.000,50). That 1.000
# is a thousand for some and one for others, so it is asked back.
_GROUPS = r"[1-9]\d{0,2}"
_POINT = re.compile(rf"\d+|{_GROUPS}(?:,\d{{3}})+(?:\.\d+)?|\d+\.(?:\d{{1,2}}|\d{{4,}})|0\.\d+")
_COMMA = re.compile(rf"\d+,(?:\d{{1,2}}|\d{{4,}})|0,\d+|{_GROUPS}(?:\.\d{{3}})+,\d+")
_CHANGE = re.compile(
    rf"\s*\bonly if (?:the )?change\s*(?:>|is over|over|above)\s*{_NUMBER}\s*%", re.IGNORECASE
)
_COST = re.compile(
    rf"\s*\bonly if (?:the )?cost\s*(?:>|is over|over|above)\s*\$?\s*{_NUMBER}\s*(?:usd|dollars)?",
    re.IGNORECASE,
)
_ZERO = re.compile(
    r"\s*\b(?:skip|not|unless)(?: it is| it's)? (?:if )?(?:zero|empty|nothing)\b", re.IGNORECASE
)
_LIST = re.compile(r"digests(?: (?P<what>all|log|here))?", re.IGNORECASE)
_LOG = re.compile(r"digest log(?: (?P<id>[0-9a-f]{6,}))?", re.IGNORECASE)
_ONE = re.compile(
    r"digest (?P<verb>pause|resume|send|test|delete|undo|withdraw)(?: now)? (?P<id>[0-9a-f]{6,})",
    re.IGNORECASE,
)
_EDIT = re.compile(r"digest edit (?P<id>[0-9a-f]{6,})(?: (?P<rest>.+))?", re.IGNORECASE)
_FORM = re.compile(
    r"(?:digest|schedule|(?:new|create|make|add) (?:a )?digest)(?: this)?", re.IGNORECASE
)
_CREATE = re.compile(r"(?:digest|schedule|post)\s+(?P<rest>.+)", re.IGNORECASE)
_BETWEEN = re.compile(r'\n|;(?=(?:[^"\n]*"[^"\n]*")*[^"\n]*$)', re.MULTILINE)  # not in quotes
MOST_QUESTIONS = 5  # of one digest: they are one message
MOST_TEXT = 1_800  # characters of them: a button under the post has to remember them
MANY = f"A digest is one message: it has room for {MOST_QUESTIONS} questions."


def ordered(text: str, zone: ZoneInfo, now: datetime) -> Order | Unclear | None:
    """The order that a text is; None where it is about something else. Times are of `zone`."""
    plain = " ".join(fold(text).split())
    for pattern, read in _READ:
        if match := pattern.fullmatch(plain):
            return read(match, zone, now)
    return None


def _listing(match: re.Match[str], *_: object) -> Order:
    what = (match["what"] or "").lower()
    return Order(Verb.LOG if what == "log" else Verb.LIST, everywhere=what == "all")


def _log(match: re.Match[str], *_: object) -> Order:
    return Order(Verb.LOG, match["id"] or "")


def _one(match: re.Match[str], *_: object) -> Order:
    return Order(Verb(match["verb"].lower()), match["id"].lower())


def _created(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Order | Unclear:
    """A digest that is made; where it is not said when or what, the form for it."""
    order = _said(match["rest"], zone, now)
    if isinstance(order, Unclear) or (order.schedule is not None and order.questions):
        return order
    return replace(order, verb=Verb.FORM)


def _edited(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Order | Unclear:
    id_ = match["id"].lower()
    if not match["rest"]:
        return Order(Verb.FORM, id_)
    order = _said(match["rest"], zone, now)
    return order if isinstance(order, Unclear) else replace(order, verb=Verb.EDIT, id=id_)


def _said(rest: str, zone: ZoneInfo, now: datetime) -> Order | Unclear:
    """What is asked, when, and on what conditions, as far as it is said."""
    conditions, rest = _conditions(_unwrapped(rest))
    if isinstance(conditions, Unclear):
        return conditions
    words = rest.split()
    at = find_schedule(words)
    found = None if at is None else read_schedule(" ".join(words[at:]), zone, now)
    if isinstance(found, Unclear):
        return found
    asked = questions(" ".join(words[:at]))
    fault = crowded(asked)
    return fault or Order(Verb.CREATE, questions=asked, schedule=found, conditions=conditions)


def questions(text: str) -> tuple[str, ...]:
    """The questions of a text, one a line or with `;` between."""
    lines = (_unwrapped(one) for one in _BETWEEN.split(text))
    return tuple(" ".join(line.split()) for line in lines if line)


def _unwrapped(text: str) -> str:
    """The text without quotation marks around all of it."""
    text = text.strip()
    wrapped = len(text) > 1 and text[0] in "\"'" and text.find(text[0], 1) == len(text) - 1
    return text[1:-1].strip() if wrapped else text


def crowded(asked: tuple[str, ...]) -> Unclear | None:
    """What is wrong with so many questions, or such long ones; None where nothing is."""
    if len(asked) > MOST_QUESTIONS:
        return Unclear(Kind.NOT_UNDERSTOOD, asked[MOST_QUESTIONS], why=MANY)
    if sum(len(one) for one in asked) > MOST_TEXT:
        return Unclear(Kind.TOO_LONG, asked[0][:40])
    return None


def drafted(order: Order, channel: str, team: str, owner: str) -> Draft:
    """What an order that makes a digest asks for; raises Trouble where it does not say when."""
    if order.schedule is None:
        raise Trouble(Reason.BROKEN)
    return Draft(order.questions, order.schedule, channel, team, owner, order.conditions)


def amended(draft: Draft, order: Order) -> Draft:
    """The draft with what an order says; where it says it all, its conditions are all there are."""
    anew = bool(order.questions and order.schedule) or order.conditions != Conditions()
    return replace(
        draft,
        questions=order.questions or draft.questions,
        schedule=order.schedule or draft.schedule,
        conditions=order.conditions if anew else draft.conditions,
    )


def _conditions(text: str) -> tuple[Conditions | Unclear, str]:
    """The conditions of a text, and the text without them."""
    change, cost, zero = _CHANGE.search(text), _COST.search(text), _ZERO.search(text)
    rest = _ZERO.sub(" ", _COST.sub(" ", _CHANGE.sub(" ", text)))
    told = [match for match in (change, cost) if match]
    odd = next((match[1] for match in told if _number(match) is None), None)
    if odd is not None:
        return Unclear(Kind.BAD_NUMBER, odd, _meant(odd)), rest
    found = Conditions(
        change=_number(change) if change else None,
        cost=_number(cost) if cost else None,
        skip_zero=zero is not None,
    )
    return found, " ".join(rest.replace(" ,", " ").split()).strip(" ,")


def _form(*_: object) -> Order:
    return Order(Verb.FORM)


def _number(match: re.Match[str]) -> Decimal | None:
    """The number that a condition names; None where it can be read in two ways, or in none."""
    text = match[1]
    if _POINT.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return None


def _meant(text: str) -> tuple[str, ...]:
    """What an amount that can be read in two ways may mean."""
    whole, _, digits = text.partition(".")
    plain = whole.isdecimal() and digits.isdecimal()
    return (f"{whole}{digits}", f"{whole}.{digits.rstrip('0') or '0'}") if plain else ()


Read = Callable[[re.Match[str], ZoneInfo, datetime], Order | Unclear]
_READ: tuple[tuple[re.Pattern[str], Read], ...] = (
    (_LIST, _listing),
    (_LOG, _log),
    (_ONE, _one),
    (_EDIT, _edited),
    (_FORM, _form),
    (_CREATE, _created),
)
