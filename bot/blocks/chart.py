"""The picture of an answer: its course by day, or its largest rows; Slack draws it natively.

A chart holds at most 20 points, so longer periods are drawn by week, month, quarter or year.
https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from bot.answer.model import Amounts, Answer, Part
from bot.blocks.bounds import keep
from bot.blocks.clean import clip, plain
from bot.blocks.figures import EXACT, ZERO, plotted, unit
from bot.blocks.message import Block
from bot.blocks.span import DASH, month, short_day, span_beside, weekday
from bot.question.model import Period

WEEK = 7
FEW = 6  # so many spans of days can stand under their bars
LARGEST = 10  # rows in a chart of rows

Days = Sequence[tuple[date, Amounts]]


@dataclass(frozen=True, slots=True)
class Bar:
    """The sum of some days in a row."""

    days: Period
    amount: Decimal


Labels = Callable[[Sequence[Bar]], list[str]]


@dataclass(frozen=True, slots=True)
class Scale:
    """How wide a bar is: `of` gives what is equal for the days of one bar, counted from the first."""

    words: str
    of: Callable[[date, date], object]
    labels: Labels


def _days(bars: Sequence[Bar]) -> list[str]:
    """Mon 16 within a week; beyond that 16 Nov, 17, 18."""
    if len(bars) <= WEEK:
        return [f"{weekday(bar.days.first)} {bar.days.first.day}" for bar in bars]
    return _starts(bars)


def _weeks(bars: Sequence[Bar]) -> list[str]:
    """1-7 Nov where there is room; else where each begins, and how long one is that is cut short."""
    if len(bars) <= FEW:
        return [_stretch(bar.days) for bar in bars]
    *labels, last = _starts(bars)
    left = bars[-1].days.length
    return [*labels, last if left == WEEK else f"{last} ({left} d)"]


def _starts(bars: Sequence[Bar]) -> list[str]:
    """16 Nov, 23, 30, 7 Dec: the month where it is new, or where the number alone was there."""
    labels: list[str] = []
    for before, bar in zip((None, *bars), bars, strict=False):
        day = bar.days.first
        new = before is None or before.days.first.month != day.month or str(day.day) in labels
        labels.append(short_day(day) if new else str(day.day))
    return labels


def _stretch(days: Period) -> str:
    first, last = short_day(days.first), short_day(days.last)
    return last if first == last else f"{first.removesuffix(f' {month(days.last)}')}{DASH}{last}"


def _months(bars: Sequence[Bar]) -> list[str]:
    return [f"{month(bar.days.first)} {bar.days.first.year}" for bar in bars]


def _quarters(bars: Sequence[Bar]) -> list[str]:
    return [f"Q{_quarter(bar.days.first)} {bar.days.first.year}" for bar in bars]


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _years(bars: Sequence[Bar]) -> list[str]:
    return [str(bar.days.first.year) for bar in bars]


SCALES = (
    Scale("by day", lambda _, day: day, _days),
    Scale("by week (sums of 7 days)", lambda first, day: (day - first).days // WEEK, _weeks),
    Scale("by month", lambda _, day: (day.year, day.month), _months),
    Scale("by quarter", lambda _, day: (day.year, _quarter(day)), _quarters),
    Scale("by year", lambda _, day: day.year, _years),
)


def course(answer: Answer) -> Block | None:
    """The leading column by day or longer; beside it the period compared with, if as long."""
    if len(answer.series) < 2:  # noqa: PLR2004 (one bar says no more than the headline)
        return None
    scale, bars = _scaled(answer.series, answer.lead)
    if len(bars) > keep("chart.points") or not any(bar.amount for bar in bars):
        return None
    labels = scale.labels(bars)
    if answer.running:
        labels[-1] = clip(f"{labels[-1]} so far", keep("chart.label"))
    title = f"{_what(answer.lead)} {scale.words}"
    amounts = [(_name(answer), [bar.amount for bar in bars]), *_past(answer, scale, len(bars))]
    return _bars(title, labels, amounts, answer.lead)


def over_days(heading: str, column: str, days: Sequence[tuple[date, Decimal]]) -> Block | None:
    """The course of one amount over days; None where it is nothing, or too long to draw."""
    scale, bars = _scaled([(day, {column: amount}) for day, amount in days], column)
    if len(bars) > keep("chart.points") or not any(bar.amount for bar in bars):
        return None
    name = clip(unit(column).header, keep("chart.label"))
    title = clip(f"{plain(heading)} {scale.words}", keep("chart.title"))
    return _bars(title, scale.labels(bars), [(name, [bar.amount for bar in bars])], column)


def _what(column: str) -> str:
    """Hours of audio, Requests, Cost in dollars: what the bars are heights of."""
    of = unit(column)
    return f"{of.header} in dollars" if of.sign else of.many.capitalize()


def _scaled(days: Days, column: str) -> tuple[Scale, list[Bar]]:
    """The narrowest scale with few enough bars, else the widest."""
    for scale in SCALES[:-1]:
        bars = _summed(days, column, scale)
        if len(bars) <= keep("chart.points"):
            return scale, bars
    return SCALES[-1], _summed(days, column, SCALES[-1])


def _summed(days: Days, column: str, scale: Scale) -> list[Bar]:
    first = days[0][0]
    groups = groupby(days, key=lambda day: scale.of(first, day[0]))
    return [_bar([*group], column) for _, group in groups]


def _bar(days: Days, column: str) -> Bar:
    amount = ZERO
    for _, amounts in days:
        amount = EXACT.add(amount, amounts.get(column, ZERO))
    return Bar(Period(days[0][0], days[-1][0]), amount)


def _name(answer: Answer) -> str:
    if answer.compare is None:
        return clip(unit(answer.lead).header, keep("chart.label"))
    return _fitting(span_beside(answer.period, answer.compare.period), "this period")


def _past(answer: Answer, scale: Scale, count: int) -> Iterable[tuple[str, list[Decimal]]]:
    """The earlier period, where each of its bars stands beside one of this period."""
    if answer.compare is None or not answer.compare.series:
        return []
    bars = _summed(answer.compare.series, answer.lead, scale)
    if len(bars) != count:
        return []
    name = _fitting(span_beside(answer.compare.period, answer.period), "the one before")
    return [(name, [bar.amount for bar in bars])]


def _fitting(name: str, otherwise: str) -> str:
    return name if len(name) <= keep("chart.label") else otherwise


def largest(answer: Answer, noun: str) -> Block | None:
    """The largest rows side by side; for a single day, which has no course."""
    parts = [part for part in answer.parts if part.values.get(answer.lead)][:LARGEST]
    if len(parts) < 2:  # noqa: PLR2004 (one bar says no more than the headline)
        return None
    labels = distinct([plain(part.label) for part in parts], keep("chart.label"))
    amounts = [(_name(answer), [part.values[answer.lead] for part in parts])]
    if answer.compare is not None:
        name = _fitting(span_beside(answer.compare.period, answer.period), "the one before")
        amounts.append((name, [_before(part, answer.lead) for part in parts]))
    return _bars(f"{_what(answer.lead)} by {noun}", labels, amounts, answer.lead)


def _before(part: Part, column: str) -> Decimal:
    return ZERO if part.previous is None else part.previous.get(column, ZERO)


def distinct(labels: Iterable[str], room: int) -> list[str]:
    """The labels cut to so many characters, each unlike the others: by a number where need be."""
    found: list[str] = []
    for label in labels:
        short, count = clip(label, room), 1
        while short in found:
            count += 1
            short = f"{clip(label, room - len(str(count)) - 1)} {count}"
        found.append(short)
    return found


def _bars(
    title: str, labels: list[str], amounts: Sequence[tuple[str, list[Decimal]]], column: str
) -> Block:
    names = distinct((name for name, _ in amounts), keep("chart.label"))
    series: list[dict[str, Any]] = [
        {
            "name": name,
            "data": [
                {"label": label, "value": plotted(amount, column)}
                for label, amount in zip(labels, numbers, strict=True)
            ],
        }
        for name, (_, numbers) in zip(names, amounts, strict=True)
    ]
    return {
        "type": "data_visualization",
        "title": clip(title, keep("chart.title")),
        "chart": {"type": "bar", "series": series, "axis_config": {"categories": labels}},
    }
