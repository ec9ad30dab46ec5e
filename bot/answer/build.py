"""Tallies become an answer: total, rows, shares, what changed, and the proof. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import localcontext

from bot.account import Names
from bot.answer.columns import columns_of
from bot.answer.model import Amounts, Answer, Compared
from bot.answer.parts import parts, table
from bot.answer.rows import amounts
from bot.answer.tally import Tally, Vector
from bot.books import COLUMNS, EXACT, ZERO, Source
from bot.question.model import Period, Question
from bot.trouble import Reason, Trouble

# Figures of a day may still move for about three days: today's, and those of the two before.
# https://github.com/deepgram/deepgram-python-sdk/issues/457
PROVISIONAL_DAYS = 3

OVERLAP = "Tags overlap: a request with two tags counts in both rows, once in the total."
UNSPLIT = "Some usage cannot be split further by Deepgram; it has rows of its own."


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the figures of an answer come from, for its footer."""

    as_of: datetime
    source: Source
    stale: bool
    project: str
    reading: str
    notes: tuple[str, ...] = ()


def build(
    question: Question,
    now: Tally,
    before: Tally | None,
    names: Mapping[str, Names],
    proof: Proof,
    today: date,
) -> Answer:
    """The whole answer; `today` is the UTC day. Trouble where it would not add up."""
    if question.period is None:
        raise Trouble(Reason.BROKEN)
    total = now.total()
    columns = columns_of(now.book, question.metric, _either(total, before))
    of = table(question, now, before, columns)
    drawn, other = parts(of, names)
    answer = Answer(
        question=question,
        period=question.period,
        as_of=proof.as_of,
        source=proof.source,
        stale=proof.stale,
        provisional=provisional(question.period, today),
        columns=columns,
        total=amounts(total, COLUMNS[now.book], columns),
        parts=drawn,
        other=other,
        overlap=of.now.overlap,
        series=_series(now, question.period, columns),
        compare=_compared(question, before, columns),
        notes=(
            *proof.notes,
            *([OVERLAP] if of.now.overlap else []),
            *([UNSPLIT] if now.unsplit else []),
        ),
        project=proof.project,
        running=question.period.last >= today,
        reading=proof.reading,
    )
    return _checked(answer)


def _either(total: Vector, before: Tally | None) -> Vector:
    """What decides the columns: this period's usage, or the other's where this has none."""
    return total if any(total) or before is None else before.total()


def provisional(period: Period, today: date) -> tuple[date, ...]:
    """The days of a period whose figures may still move, on this UTC day."""
    first = today - timedelta(days=PROVISIONAL_DAYS - 1)
    return tuple(day for day in period.days() if first <= day <= today)


def _series(
    tally: Tally, period: Period, columns: Sequence[str]
) -> tuple[tuple[date, Amounts], ...]:
    of = COLUMNS[tally.book]
    none = [ZERO] * len(of)
    return tuple((day, amounts(tally.series.get(day, none), of, columns)) for day in period.days())


def _compared(question: Question, before: Tally | None, columns: Sequence[str]) -> Compared | None:
    if question.compare is None or before is None:
        return None
    total = amounts(before.total(), COLUMNS[before.book], columns)
    return Compared(question.compare, total, _series(before, question.compare, columns))


def _checked(answer: Answer) -> Answer:
    """The answer, once its parts have been seen to add up: days always, rows where disjoint."""
    with localcontext(EXACT):
        for column in answer.columns:
            days = sum((day[column] for _, day in answer.series), ZERO)
            shown = sum((p.values[column] for p in answer.parts), ZERO)
            shown += answer.other.values.get(column, ZERO)
            disjoint = bool(answer.question.group_by) and not answer.overlap
            if days != answer.total[column] or (disjoint and shown != answer.total[column]):
                raise Trouble(Reason.FIGURES_DISAGREE)
    return answer
