"""The card of an answer, for a glance: reading, number, change, picture, rows, proof."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.answer.model import Answer
from bot.blocks.chart import course, largest
from bot.blocks.figures import (
    ENGLISH,
    EXACT,
    ZERO,
    Notation,
    brief,
    change_word,
    difference,
)
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.proof import proof, remarks, staleness
from bot.blocks.shapes import context, header, section, verbatim
from bot.blocks.span import span_beside
from bot.blocks.spoken import before_nothing, empty, nothing, reading, spoken, total
from bot.blocks.table import RowButton, dimension_noun, table
from bot.question.model import Output

WARNING = "⚠️"


def answer_card(
    answer: Answer,
    *,
    now: datetime,
    actions: Sequence[Block] = (),
    notation: Notation = ENGLISH,
    row_button: RowButton | None = None,
) -> Message:
    """The answer as a message; `actions` are blocks to put under it, `row_button` one in each row."""
    if empty(answer):
        blocks = [*_nothing(answer, now, notation)]
    else:
        blocks = [*_top(answer, now, notation), *_pictures(answer)]
        blocks += _rows(answer, notation, row_button)
    blocks.append(context(verbatim(" · ".join(proof(answer, now)))))
    return fit(Message(spoken(answer, now, notation), (*blocks, *actions)))


def _nothing(answer: Answer, now: datetime, notation: Notation) -> Iterator[Block]:
    yield context(verbatim(reading(answer)))
    yield section(verbatim(f"{nothing(answer)} {before_nothing(answer, notation)}".strip()))
    yield from _stale(answer, now)
    yield from _remarks(answer, 0)


def _top(answer: Answer, now: datetime, notation: Notation) -> Iterator[Block]:
    """What a glance is for: the number and how it moved."""
    yield context(verbatim(reading(answer)))
    yield header(f"{total(answer, notation)}{_moved(answer, notation)}", level=1)
    lines = [line for line in (_then(answer, notation), _others(answer, notation)) if line]
    if lines:
        yield section(verbatim("\n".join(lines)))
    yield from _stale(answer, now)


def _moved(answer: Answer, notation: Notation) -> str:
    """In the headline, which a phone shows in one line: ▲ +18 %."""
    if answer.compare is None:
        return ""
    now, before = answer.total[answer.lead], answer.compare.total.get(answer.lead, ZERO)
    arrow = "▲ " if now > before else "▼ " if now < before else ""
    return f"  {arrow}{change_word(now, before, notation)}"


def _then(answer: Answer, notation: Notation) -> str:
    """Under it: +$63.10 vs $349.70 in 9-15 Nov."""
    if answer.compare is None:
        return ""
    lead, when = answer.lead, span_beside(answer.compare.period, answer.period)
    now, before = answer.total[lead], answer.compare.total.get(lead, ZERO)
    by = f"{difference(EXACT.subtract(now, before), lead, notation)} " if now != before else ""
    return f"{by}vs {brief(before, lead, notation) if before else 'none'} in {when}"


def _others(answer: Answer, notation: Notation) -> str:
    """The other columns, each with its change in per cent."""
    return " · ".join(
        f"{brief(answer.total[column], column, notation)}{_by(answer, column, notation)}"
        for column in answer.columns[1:]
    )


def _by(answer: Answer, column: str, notation: Notation) -> str:
    if answer.compare is None:
        return ""
    before = answer.compare.total.get(column, ZERO)
    return f" ({change_word(answer.total[column], before, notation)})"


def _stale(answer: Answer, now: datetime) -> Iterator[Block]:
    if answer.stale:
        yield section(verbatim(f"{WARNING} {staleness(answer, now)}"))


def _pictures(answer: Answer) -> Iterator[Block]:
    by_day, by_row = course(answer), largest(answer, dimension_noun(answer))
    if by_day:
        yield by_day
    if by_row and (not by_day or answer.question.output is Output.CHART):
        yield by_row


def _rows(answer: Answer, notation: Notation, row_button: RowButton | None) -> Iterator[Block]:
    drawn = table(answer, notation, row_button)
    if drawn.block:
        yield drawn.block
    yield from _remarks(answer, drawn.missing)


def _remarks(answer: Answer, missing: int) -> Iterator[Block]:
    if said := remarks(answer, missing):
        yield context(*map(verbatim, said))
