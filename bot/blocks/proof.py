"""The proof under an answer: which days, whose days, how complete, how old, from where."""

from collections.abc import Iterator
from datetime import datetime

from bot.answer.model import Answer
from bot.blocks.clean import plain
from bot.blocks.figures import counted
from bot.blocks.span import DASH, age, full_span, moment, month, runs, short_day
from bot.books import Source
from bot.question.model import Period, Subject

SOURCES: dict[Source, str] = {
    Source.DEEPGRAM: "live from Deepgram",
    Source.CACHE: "from the cache",
    Source.MIXED: "partly from the cache",
}
OVERLAP = "Tags overlap: rows add up to more than the total."


def proof(answer: Answer, now: datetime) -> Iterator[str]:
    """Mon 16 - Sun 22 Nov 2026, then: UTC days, complete, then: as of 14:05 UTC, and so on."""
    yield full_span(answer.period)
    yield "UTC days, " + ("so far: the last is not over" if answer.running else "complete")
    yield f"as of {moment(answer.as_of, now)}{_ago(answer, now)}, {_source(answer)}"
    if answer.provisional:
        yield f"{movable(answer)} may still change"
    if answer.parts and not answer.overlap:
        yield "rows add up to the total"
    if answer.project:
        yield f"project {plain(answer.project)}"


def _ago(answer: Answer, now: datetime) -> str:
    old = age(answer.as_of, now)
    return "" if old.startswith("less") else f" ({old} ago)"


def _source(answer: Answer) -> str:
    return "out of date" if answer.stale else SOURCES[answer.source]


def movable(answer: Answer) -> str:
    """21-22 Nov, or all days, whose figures Deepgram may still correct."""
    stretches = runs(answer.provisional)
    if stretches == [answer.period]:
        return "this day" if answer.period.length == 1 else "all of these days"
    return ", ".join(_short(stretch) for stretch in stretches)


def _short(period: Period) -> str:
    if period.first == period.last:
        return short_day(period.last)
    first = short_day(period.first).removesuffix(f" {month(period.last)}")
    return f"{first}{DASH}{short_day(period.last)}"


def staleness(answer: Answer, now: datetime) -> str:
    """How old figures are that stand in for Deepgram's; empty where they are as they should be."""
    if not answer.stale:
        return ""
    old, when = age(answer.as_of, now), moment(answer.as_of, now)
    return f"Deepgram cannot be read now: these figures are {old} old, as of {when}."


LEFT_OUT = " is not in it: "  # as bot.ask says it of a project
NO_FORECAST = "There is no forecast"  # as bot.foresee says it


def cautions(answer: Answer) -> list[str]:
    """The notes without which the number would pass for another: they stand beside it.

    Usage where dollars were asked for, projects that could not be read, a forecast asked in vain.
    """
    instead = answer.question.subject is Subject.COST and "cost" not in answer.columns
    first = answer.notes[:1] if instead else ()
    left_out = (
        note
        for note in answer.notes
        if (LEFT_OUT in note or note.startswith(NO_FORECAST)) and note not in first
    )
    return [plain(note) for note in (*first, *left_out)]


def remarks(answer: Answer, missing: int) -> list[str]:
    """What must be said of the rows: that they overlap, that some are not drawn; and the notes."""
    said = [plain(note) for note in answer.notes]
    if answer.overlap and answer.parts and not any("overlap" in note for note in answer.notes):
        said.insert(0, OVERLAP)
    if missing:
        said.append(f"And {counted(missing)} more rows, not shown here.")
    return said
