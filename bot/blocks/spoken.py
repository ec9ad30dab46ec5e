"""An answer in a few sentences: what phones show first, and what screen readers read out.

It is a whole answer by itself, with no marks that read badly aloud.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from bot.answer.model import Answer, Part
from bot.blocks.ahead import ending, foretold
from bot.blocks.clean import inert, isolated, named, plain, shorten
from bot.blocks.figures import (
    EXACT,
    ZERO,
    brief,
    change_word,
    counted,
    figure,
    share,
)
from bot.blocks.proof import proof, remarks, staleness
from bot.blocks.span import span, span_beside
from bot.blocks.table import dimension_noun, in_time, row_label
from bot.question.model import UNTAGGED, Subject

ROWS = 5
NAME = 40


def reading(answer: Answer) -> str:
    """The question as it was read; where nobody says so, its dates."""
    return isolated(plain(answer.reading or span(answer.period)))


def spoken(answer: Answer, now: datetime) -> str:
    """The answer in sentences, for a place with Slack's markup."""
    said = [part for part in _sentences(answer, now) if part]
    return inert(" ".join(said))


def _sentences(answer: Answer, now: datetime) -> Iterator[str]:
    if empty(answer):
        yield f"{_aloud(answer)}: {nothing(answer)}"
        yield before_nothing(answer)
    else:
        until = ending(answer)
        until = f"{until}; so far " if until else ""
        yield f"{_aloud(answer)}: {until}{total(answer)}{compared(answer)}."
        yield _others(answer)
        yield foretold(answer)
    yield staleness(answer, now)
    if not empty(answer):
        yield _rows(answer)
    yield from remarks(answer, 0)
    yield f"{'; '.join(proof(answer, now))}."


def _aloud(answer: Answer) -> str:
    return reading(answer).replace(" · ", ", ")


def empty(answer: Answer) -> bool:
    """Whether Deepgram answered, and there was nothing."""
    return not any(answer.total.get(column) for column in answer.columns)


def nothing(answer: Answer) -> str:
    """That there was nothing, which is not the same as not knowing."""
    what = "cost" if answer.question.subject is Subject.COST else "usage"
    return f"No {what} in {span(answer.period)}. Deepgram answered; there was none."


def before_nothing(answer: Answer) -> str:
    """What there was in the period compared with, where now there is nothing."""
    if answer.compare is None or not answer.columns:
        return ""
    before = answer.compare.total.get(answer.lead, ZERO)
    when = span_beside(answer.compare.period, answer.period)
    return f"In {when} there was {figure(before, answer.lead) if before else 'none either'}."


def total(answer: Answer) -> str:
    """61.4 hours of audio."""
    return figure(answer.total[answer.lead], answer.lead)


def compared(answer: Answer) -> str:
    """, up 18 % (9.4 h more) from 52 h in 9-15 Nov; nothing where nothing is compared."""
    if answer.compare is None:
        return ""
    now, before = answer.total[answer.lead], answer.compare.total.get(answer.lead, ZERO)
    when = span_beside(answer.compare.period, answer.period)
    if now == before:
        return f", the same as in {when}"
    if not before:
        return f", after none in {when}"
    then = brief(before, answer.lead)
    return f", {_moved(now, before, answer.lead)} from {then} in {when}"


def _moved(now: Decimal, before: Decimal, column: str) -> str:
    amount = EXACT.subtract(now, before)
    by = brief(abs(amount), column)
    word = change_word(now, before).lstrip("+-")
    return f"{'up' if amount > 0 else 'down'} {word} ({by} {'more' if amount > 0 else 'less'})"


def _others(answer: Answer) -> str:
    others = [brief(answer.total[c], c) for c in answer.columns[1:] if answer.total[c]]
    return f"Also {_listed(others)}." if others else ""


def _listed(items: Iterable[str]) -> str:
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def _rows(answer: Answer) -> str:
    """The largest rows, with how many more there are."""
    used = [part for part in answer.parts if part.values.get(answer.lead)]
    if in_time(answer):
        used.sort(key=lambda part: part.values[answer.lead], reverse=True)
    if not used:
        return ""
    first = "; ".join(_row(answer, part) for part in used[:ROWS])
    more = len(used[ROWS:]) + answer.other.count
    begin = "Most by" if in_time(answer) else "By"
    return (
        f"{begin} {dimension_noun(answer)}: {first}{f'; and {counted(more)} more' if more else ''}."
    )


def _row(answer: Answer, part: Part) -> str:
    label = shorten(row_label(answer, part), NAME)
    name = label if label == UNTAGGED else named(label)
    amount = part.values[answer.lead]
    figures = brief(amount, answer.lead)
    return f"{name} {figures} ({share(part.share, amount)})" if part.share else f"{name} {figures}"
