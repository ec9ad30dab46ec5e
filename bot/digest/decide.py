"""What to do with a digest that is due (pure). The next slot follows from the one before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.digest.model import Cadence
from bot.question.schedule.model import Slot
from bot.trouble import Reason

GRACE = timedelta(hours=6)  # a slot is still posted, as late, for so long
LATE = timedelta(minutes=5)  # from here on a post says that it is late
MOST_AT_ONCE = 500  # slots that are looked at in one go; the rest follow in the next
FAILURES = 3  # in a row, after which a digest pauses itself
MOST_BROKEN = 5  # attempts at a digest that fails by a fault of our own

RETRY_FIRST, RETRY_LAST = timedelta(seconds=30), timedelta(minutes=10)

PASSED_BY = "the bot was not running; a later one was due by the time it was back"
TOO_LATE = "the bot was not running until more than {grace} after it was due"
WAS_PAUSED = "the digest was paused"


# Where somebody must do something first: why the digest is paused when the slot is given up.
ORPHANED = "its owner has left the workspace; somebody in its channel can adopt it"
SILENT = "nothing could be posted in this workspace: {why}"


@dataclass(frozen=True, slots=True)
class Gone:
    """A slot that will not be posted, and why."""

    slot: Slot
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the slots that are due: at most one runs, the others are recorded as missed.

    `next` is the first slot that is not due yet, None where there are no more.
    """

    run: Slot | None
    missed: tuple[Gone, ...]
    next: Slot | None


def plan(schedule: Cadence, first: Slot, now: datetime, grace: timedelta = GRACE) -> Plan:
    """What to do when `first` is due: the latest due slot runs, if that is within the grace time."""
    passed, ahead = due(schedule, first, now)
    if not passed:
        return Plan(None, (), first)
    latest = passed[-1]
    more = ahead is not None and ahead.at <= now  # not all of them were looked at
    runs = not more and now - latest.at <= grace
    late = TOO_LATE.format(grace=spoken(grace))
    older = tuple(Gone(s, PASSED_BY if now - s.at <= grace else late) for s in passed[:-1])
    return Plan(latest, older, ahead) if runs else Plan(None, (*older, Gone(latest, late)), ahead)


def forgone(plan: Plan, why: str) -> Plan:
    """The same plan where nothing can be posted: what would have run is recorded as missed, too."""
    run = (Gone(plan.run, why),) if plan.run else ()
    return Plan(None, (*plan.missed, *run), plan.next)


def due(schedule: Cadence, first: Slot, now: datetime) -> tuple[list[Slot], Slot | None]:
    """The slots from `first` on that are due by now, at most 500; and the one after them."""
    passed: list[Slot] = []
    ahead: Slot | None = first
    while ahead is not None and ahead.at <= now and len(passed) < MOST_AT_ONCE:
        passed.append(ahead)
        ahead = following(schedule, ahead)
    return passed, ahead


def following(schedule: Cadence, slot: Slot) -> Slot | None:
    """The slot after that one, with another name: one for each local date, also where clocks jump."""
    return next((s for s in schedule.next_after(slot.at, 2) if s.local > slot.local), None)


def upcoming(schedule: Cadence, now: datetime) -> Slot | None:
    """The first slot of a new or resumed digest: strictly after now."""
    return next(iter(schedule.next_after(now, 1)), None)


class Cure(StrEnum):
    """What helps where a digest cannot be computed."""

    TIME = "time"  # it is tried again until the grace time ends
    CHANGE = "change"  # somebody must change the digest or the bot's rights
    FIX = "fix"  # it is our own fault; a few tries, in case it is not


CURES: dict[Reason, Cure] = {
    Reason.KEY_REFUSED: Cure.TIME,
    Reason.SCOPE_MISSING: Cure.CHANGE,
    Reason.PROJECT_NOT_FOUND: Cure.CHANGE,
    Reason.NO_PROJECT: Cure.CHANGE,
    Reason.SEVERAL_PROJECTS: Cure.CHANGE,
    Reason.QUERY_REFUSED: Cure.CHANGE,
    Reason.LIMITED: Cure.TIME,
    Reason.DEEPGRAM_DOWN: Cure.TIME,
    Reason.UNREACHABLE: Cure.TIME,
    Reason.TOO_SLOW: Cure.TIME,
    Reason.NOT_TRUSTED: Cure.TIME,
    Reason.TOO_LARGE: Cure.CHANGE,
    Reason.TOO_OLD: Cure.TIME,
    Reason.CANNOT_SPLIT: Cure.CHANGE,
    Reason.TOO_MANY_CALLS: Cure.CHANGE,
    Reason.FIGURES_DISAGREE: Cure.TIME,
    Reason.NOT_FOUND: Cure.CHANGE,
    Reason.NAMES_UNREAD: Cure.TIME,
    Reason.NOT_ALLOWED: Cure.CHANGE,
    Reason.SLACK_SILENT: Cure.TIME,
    Reason.OWNER_GONE: Cure.TIME,
    Reason.NOT_YET: Cure.CHANGE,
    Reason.BUSY: Cure.TIME,
    Reason.STOPPING: Cure.TIME,
    Reason.STORE_DOWN: Cure.TIME,
    Reason.SEALED: Cure.TIME,
    Reason.BROKEN: Cure.FIX,
}


def again(reason: Reason, attempts: int, at: datetime, now: datetime, grace: timedelta) -> float:
    """Seconds until a digest that could not be computed is tried again; 0 for never."""
    cure = CURES[reason]
    wait = retry(attempts)
    given_up = cure is Cure.CHANGE or (cure is Cure.FIX and attempts >= MOST_BROKEN)
    return 0.0 if given_up or now + wait - at > grace else wait.total_seconds()


def retry(attempts: int) -> timedelta:
    """How long to wait after so many attempts: half a minute, doubling up to ten minutes."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 8)
    return min(RETRY_FIRST * doubled, RETRY_LAST)


def spoken(span: timedelta) -> str:
    """A span in words, in its largest whole unit: `6 hours`, `1 minute`."""
    seconds = round(span.total_seconds())
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"
