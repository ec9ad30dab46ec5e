"""The rows of an answer in their order: ranked, filled, compared, and the rest folded into one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from bot.account import Names
from bot.answer.columns import weight
from bot.answer.label import row_label
from bot.answer.model import Part, Rest
from bot.answer.rows import Key, Rows, amounts, rows
from bot.answer.tally import Tally, Vector, add_up
from bot.books import COLUMNS, ZERO, Book
from bot.question.model import Dimension, Question

THOUSANDTH = Decimal("0.001")
RATIO = Context(prec=28, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Table:
    """What rows are made of: this period's, the one before, and the columns to show."""

    question: Question
    book: Book
    now: Rows
    before: Mapping[Key, Vector] | None
    columns: tuple[str, ...]

    def weigh(self, vector: Vector) -> Decimal:
        """What rows are ranked by."""
        shown = amounts(vector, COLUMNS[self.book], weight(self.question.metric, self.columns))
        return sum(shown.values(), ZERO)

    def zeros(self) -> Vector:
        """A row without usage."""
        return [ZERO] * len(COLUMNS[self.book])


def table(question: Question, now: Tally, before: Tally | None, columns: tuple[str, ...]) -> Table:
    """The rows of both periods; days of the earlier one stand under those they are held against."""
    past = None
    if before is not None and question.compare is not None:
        past = _moved(question, rows(before, question.group_by).values)
    return Table(question, now.book, rows(now, question.group_by), past, columns)


def _moved(question: Question, past: Mapping[Key, Vector]) -> Mapping[Key, Vector]:
    if Dimension.DAY not in question.group_by or not (question.period and question.compare):
        return past
    shift = question.period.first - question.compare.first
    position = question.group_by.index(Dimension.DAY)
    moved = {_shifted(key, position, shift): vector for key, vector in past.items()}
    last = question.period.last.isoformat()
    return {key: vector for key, vector in moved.items() if str(key[position]) <= last}


def _shifted(key: Key, position: int, shift: timedelta) -> Key:
    day = (date.fromisoformat(str(key[position])) + shift).isoformat()
    return (*key[:position], day, *key[position + 1 :])


def parts(of: Table, names: Mapping[str, Names]) -> tuple[tuple[Part, ...], Rest]:
    """The rows to show, and what `top` folds away. Rows that are gone come after all others."""
    if not of.question.group_by:
        return (), Rest()
    present = _filled(of)
    gone = {key: of.zeros() for key in of.before or {} if key not in present}
    ranked = _ranked(of, present)
    top = of.question.top
    shown, folded = (ranked, []) if top is None else (ranked[:top], ranked[top:])
    if not folded:
        shown += _ranked(of, gone)
    total = of.weigh(add_up(of.now.cells.values(), of.now.width))
    make = _maker(of, {**present, **gone}, total, names)
    drawn = tuple(make(key) for key in _in_time(of.question, shown))
    return drawn, _rest(of, folded)


def _filled(of: Table) -> dict[Key, Vector]:
    """The rows; where they are days, every day of the period, used or not."""
    if of.question.group_by != (Dimension.DAY,) or of.question.period is None:
        return of.now.values
    days: list[Key] = [(day.isoformat(),) for day in of.question.period.days()]
    return {key: of.now.values.get(key, of.zeros()) for key in days}


def _ranked(of: Table, values: Mapping[Key, Vector]) -> list[Key]:
    return sorted(values, key=lambda key: (-of.weigh(values[key]), _order(key)))


def _in_time(question: Question, keys: list[Key]) -> list[Key]:
    """Days in order of time, unless only the top ones were asked for."""
    if Dimension.DAY not in question.group_by or question.top is not None:
        return keys
    position = question.group_by.index(Dimension.DAY)
    return sorted(keys, key=lambda key: str(key[position]))


def _order(key: Key) -> tuple[str, ...]:
    return tuple(str(value) for value in key)


def _maker(
    of: Table, values: Mapping[Key, Vector], total: Decimal, names: Mapping[str, Names]
) -> Callable[[Key], Part]:
    def make(key: Key) -> Part:
        vector = values[key]
        return Part(
            group=tuple((d.value, v) for d, v in zip(of.question.group_by, key, strict=True)),
            label=row_label(of.question.group_by, key, names),
            values=amounts(vector, COLUMNS[of.book], of.columns),
            share=share(of.weigh(vector), total),
            previous=_previous(of, key),
        )

    return make


def share(part: Decimal, total: Decimal) -> Decimal | None:
    """A part of a total to the thousandth; None of nothing."""
    return RATIO.divide(part, total).quantize(THOUSANDTH, context=RATIO) if total else None


def _previous(of: Table, key: Key) -> Mapping[str, Decimal] | None:
    vector = None if of.before is None else of.before.get(key)
    return None if vector is None else amounts(vector, COLUMNS[of.book], of.columns)


def _rest(of: Table, folded: Sequence[Key]) -> Rest:
    if not folded:
        return Rest()
    return Rest(len(folded), amounts(of.now.together(folded), COLUMNS[of.book], of.columns))
