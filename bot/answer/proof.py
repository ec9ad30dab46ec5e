"""What an answer rests on: when and where its figures were read, and what a person should know."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.account import Names
from bot.answer.build import PROVISIONAL_DAYS
from bot.books import Reading, Source
from bot.question.model import Dimension, Field, Question, Standpoint
from bot.trouble import Reason

STALE = "Deepgram could not be read again ({why}); older figures stand in."
# Why, by the reason of the trouble that a reading met.
WHY: dict[str | None, str] = {
    Reason.LIMITED: "it is limiting how often it may be asked",
    Reason.DEEPGRAM_DOWN: "it answers with errors",
    Reason.UNREACHABLE: "it cannot be reached",
    Reason.TOO_SLOW: "it does not answer in time",
    Reason.NOT_TRUSTED: "it sends answers that cannot be trusted",
    Reason.TOO_LARGE: "its answer is too large",
    Reason.KEY_REFUSED: "it refuses the bot's key: set a valid one in DEEPGRAM_API_KEY or DEEPGRAM_PROJECTS",
}
MOVED = (
    "Deepgram has lately changed its figures of {days}; answers and digests from before then have "
    "the earlier ones."
)
DEGRADED = "The bot's memory (Redis) is not reachable: figures come straight from Deepgram."
NAMED_DAYS = 3  # days that have moved that are named; further ones are counted
MODELS_UNNAMED = "Models are shown as Deepgram's books spell them: {why}"
KEY_UNLISTED = (
    "No list of keys that the bot can read has {keys}: deleted, somebody else's, or mistyped. "
    "Its figures are by its id; its name is not visible."
)
KEYS_UNNAMED = "Keys are shown by their ids, because their names could not be read: {why}"


def source(readings: Sequence[Reading]) -> Source:
    """Where the figures were read, over all readings."""
    sources = {r.source for r in readings}
    return sources.pop() if len(sources) == 1 else Source.MIXED


def as_of(readings: Sequence[Reading], now: datetime) -> datetime:
    """When the oldest figure that may still move was read; where none may, the newest of all."""
    times = [time for r in readings for time in r.read_at()]
    moving = [read_at for day, read_at in times if (now.date() - day).days < PROVISIONAL_DAYS]
    return min(moving, default=max((read_at for _, read_at in times), default=now))


def notes(
    question: Question, standpoint: Standpoint, readings: Sequence[Reading], names: Sequence[Names]
) -> tuple[str, ...]:
    """What a person should know beside the figures, in whole sentences."""
    stale = [STALE.format(why=WHY[r.trouble]) for r in readings if r.stale and r.trouble in WHY]
    unnamed = [n.missing["keys"] for n in names if "keys" in n.missing]
    modelless = [n.missing["models"] for n in names if "models" in n.missing]
    found = [
        *stale[:1],
        *([DEGRADED] if any(r.degraded for r in readings) else []),
        *_other_day(question, standpoint),
        *_moved(readings),
        *_unlisted(question, names),
        *([KEYS_UNNAMED.format(why=unnamed[0])] if unnamed and _by(question, "key") else []),
        *(
            [MODELS_UNNAMED.format(why=modelless[0])]
            if modelless and _by(question, "model")
            else []
        ),
    ]
    return tuple(found)


def _unlisted(question: Question, names: Sequence[Names]) -> list[str]:
    """That a key was named by an id that no list has, where all lists could be read."""
    wanted = [v for f in question.filters if f.field is Field.KEY for v in f.values]
    gone = [v for v in dict.fromkeys(wanted) if not any(v in n.keys for n in names)]
    unread = any("keys" in n.missing for n in names)
    shown = [f"{v[:8]}…{v[-4:]}" for v in gone]
    return [KEY_UNLISTED.format(keys=" and ".join(shown))] if gone and not unread else []


def _moved(readings: Sequence[Reading]) -> list[str]:
    days = sorted({day for reading in readings for day in reading.moved})
    told = days if len(days) <= NAMED_DAYS + 1 else days[:NAMED_DAYS]
    named = [f"{day:%-d %b}" for day in told]
    named += [f"{len(days) - len(told)} more days"] if len(days) > len(told) else []
    said = " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]]))
    return [MOVED.format(days=said)] if days else []


def _by(question: Question, dimension: str) -> bool:
    return Dimension(dimension) in question.group_by


def _other_day(question: Question, standpoint: Standpoint) -> list[str]:
    """West or east of Greenwich the asker's today may be another day than Deepgram's."""
    mine, theirs = standpoint.today, standpoint.now.astimezone(UTC).date()
    if question.period is None or mine == theirs or question.period.last < min(mine, theirs):
        return []
    said = (
        f"Your today ({standpoint.zone.key}) is {mine:%-d %b}; Deepgram counts by UTC days and is "
        f"at {theirs:%-d %b}."
    )
    return [said]
