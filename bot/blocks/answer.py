"""The card of an answer, for a glance: reading, number, change, picture, rows, proof."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.answer.model import Answer
from bot.blocks.ahead import ending, foretold
from bot.blocks.chart import course, largest
from bot.blocks.figures import (
    EXACT,
    ZERO,
    brief,
    change_word,
    difference,
)
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.proof import cautions, proof, remarks, staleness
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
    row_button: RowButton | None = None,
) -> Message:
    """The answer as a message; `actions` are blocks to put under it, `row_button` one in each row."""
    if empty(answer):
        blocks = [*_nothing(answer, now)]
    else:
        blocks = [*_top(answer, now), *_pictures(answer)]
        blocks += _rows(answer, row_button)
    blocks.append(context(verbatim(" · ".join(proof(answer, now)))))
    return fit(Message(spoken(answer, now), (*blocks, *actions)))


def _nothing(answer: Answer, now: datetime) -> Iterator[Block]:
    yield context(verbatim(reading(answer)))
    yield section(verbatim(f"{nothing(answer)} {before_nothing(answer)}".strip()))
    yield from _warnings(answer, now)
    yield from _remarks(answer, 0)


def _top(answer: Answer, now: datetime) -> Iterator[Block]:
    """What a glance is for: the number and how it moved."""
    yield context(verbatim(reading(answer)))
    yield header(_headline(answer), level=1)
    lines = (_then(answer), _others(answer), foretold(answer))
    if said := [line for line in (_so_far(answer), *lines) if line]:
        yield section(verbatim("\n".join(said)))
    yield from _warnings(answer, now)


def _headline(answer: Answer) -> str:
    """The total and how it moved; where the end was asked for, the end."""
    return ending(answer) or f"{total(answer)}{_moved(answer)}"


def _so_far(answer: Answer) -> str:
    """Under a forecast: $412.80 so far."""
    return f"{total(answer)} so far" if ending(answer) else ""


def _moved(answer: Answer) -> str:
    """In the headline, which a phone shows in one line: ▲ +18 %."""
    if answer.compare is None:
        return ""
    now, before = answer.total[answer.lead], answer.compare.total.get(answer.lead, ZERO)
    arrow = "▲ " if now > before else "▼ " if now < before else ""
    return f"  {arrow}{change_word(now, before)}"


def _then(answer: Answer) -> str:
    """Under it: +$63.10 vs $349.70 in 9-15 Nov."""
    if answer.compare is None:
        return ""
    lead, when = answer.lead, span_beside(answer.compare.period, answer.period)
    now, before = answer.total[lead], answer.compare.total.get(lead, ZERO)
    by = f"{difference(EXACT.subtract(now, before), lead)} " if now != before else ""
    return f"{by}vs {brief(before, lead) if before else 'none'} in {when}"


def _others(answer: Answer) -> str:
    """The other columns, each with its change in per cent."""
    return " · ".join(
        f"{brief(answer.total[column], column)}{_by(answer, column)}"
        for column in answer.columns[1:]
    )


def _by(answer: Answer, column: str) -> str:
    if answer.compare is None:
        return ""
    before = answer.compare.total.get(column, ZERO)
    return f" ({change_word(answer.total[column], before)})"


def _warnings(answer: Answer, now: datetime) -> Iterator[Block]:
    """What must be read with the number."""
    said = [*([staleness(answer, now)] if answer.stale else []), *cautions(answer)]
    if said:
        yield section(verbatim("\n".join(f"{WARNING} {one}" for one in said)))


def _pictures(answer: Answer) -> Iterator[Block]:
    by_day, by_row = course(answer), largest(answer, dimension_noun(answer))
    if by_day:
        yield by_day
    if by_row and (not by_day or answer.question.output is Output.CHART):
        yield by_row


def _rows(answer: Answer, row_button: RowButton | None) -> Iterator[Block]:
    drawn = table(answer, row_button)
    if drawn.block:
        yield drawn.block
    yield from _remarks(answer, drawn.missing)


def _remarks(answer: Answer, missing: int) -> Iterator[Block]:
    above = cautions(answer)
    if said := [one for one in remarks(answer, missing) if one not in above]:
        yield context(*map(verbatim, said))
