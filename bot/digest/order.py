"""The words that make and manage digests. Pure.

`digest tag:support last week every monday 9am only if change > 20%` makes one; the others name a
digest by its id, as the buttons under a list do.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.digest.model import Conditions
from bot.question.fold import fold
from bot.question.model import Kind, Unclear
from bot.question.schedule import Schedule, find_schedule, read_schedule


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
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done; `id` names a digest, `everywhere` means all channels.

    Only for CREATE and EDIT: what is asked (as typed; several with `;` between), when, and on what conditions.
    """

    verb: Verb
    id: str = ""
    everywhere: bool = False
    questions: tuple[str, ...] = ()
    schedule: Schedule | None = None
    conditions: Conditions = field(default_factory=Conditions)


_NUMBER = r"(\d+(?:[.,]\d+)?)"
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
    r"digest (?P<verb>pause|resume|send|test|delete|undo)(?: now)? (?P<id>[0-9a-f]{6,})",
    re.IGNORECASE,
)
_EDIT = re.compile(r"digest edit (?P<id>[0-9a-f]{6,}) (?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_CREATE = re.compile(r"(?:digest|schedule|post)\s+(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
EVERY = ("every monday at 9am", "every weekday at 08:30", "every day at 09:30")


def ordered(text: str, zone: ZoneInfo, now: datetime) -> Order | Unclear | None:
    """The order that a text is; None where it is about something else. Times are of `zone`."""
    plain = " ".join(fold(text).split())
    if match := _LIST.fullmatch(plain):
        what = (match["what"] or "").lower()
        return Order(Verb.LOG if what == "log" else Verb.LIST, everywhere=what == "all")
    if match := _LOG.fullmatch(plain):
        return Order(Verb.LOG, match["id"] or "")
    if match := _ONE.fullmatch(plain):
        return Order(Verb(match["verb"].lower()), match["id"])
    if match := _EDIT.fullmatch(plain):
        made = _created(match["rest"], zone, now)
        return made if isinstance(made, Unclear) else replace(made, verb=Verb.EDIT, id=match["id"])
    if match := _CREATE.fullmatch(plain):
        return _created(match["rest"], zone, now)
    return None


def _created(rest: str, zone: ZoneInfo, now: datetime) -> Order | Unclear:
    conditions, rest = _conditions(rest.strip().strip("\"'"))
    words = rest.split()
    at = find_schedule(words)
    if at is None:
        shown = tuple(f"{rest} {when}" for when in EVERY)
        return Unclear(Kind.MISSING_VALUE, rest, EVERY, mended=tuple(f"digest {s}" for s in shown))
    schedule = read_schedule(" ".join(words[at:]), zone, now)
    if isinstance(schedule, Unclear):
        return schedule
    asked = tuple(q.strip().strip("\"'") for q in " ".join(words[:at]).split(";") if q.strip())
    if not asked:
        return Unclear(Kind.MISSING_VALUE, rest, ("by tag last week", "cost by key yesterday"))
    return Order(Verb.CREATE, questions=asked, schedule=schedule, conditions=conditions)


def _conditions(text: str) -> tuple[Conditions, str]:
    """The conditions of a text, and the text without them."""
    change, cost, zero = _CHANGE.search(text), _COST.search(text), _ZERO.search(text)
    rest = _ZERO.sub(" ", _COST.sub(" ", _CHANGE.sub(" ", text)))
    found = Conditions(
        change=_number(change) if change else None,
        cost=_number(cost) if cost else None,
        skip_zero=zero is not None,
    )
    return found, " ".join(rest.replace(" ,", " ").split()).strip(" ,")


def _number(match: re.Match[str]) -> Decimal:
    return Decimal(match[1].replace(",", "."))
