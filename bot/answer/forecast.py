"""Where a running month or quarter will end at this pace. Pure; an estimate, never a figure.

The level is the mean of the last four weeks, spread over the weekdays as the last eight weeks were.
The range is as wide as this very method erred, four times in five, on the weeks before; where there
are too few of those, as wide as the days themselves scatter. Steady growth is not carried on, and
holidays are not foreseen. Figures: tests/benchmarks/bench_forecast.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from bot.answer.model import Answer, Outlook
from bot.question.model import Period, Question

LEVEL = 28  # days whose mean is the pace
PATTERN = 56  # days that the weekdays are learned from
LESSON = 126  # days before the period that are worth knowing
FEWEST = 7  # complete days of use below which nothing is said
WEEK = 7
OFTEN = 5  # the range holds four times in so many
SPREAD = Decimal("1.28")  # standard deviations on either side that hold four fifths of a bell
DRIFT = 2  # how much more a level moves than the scatter of its own days says; more the further on
MONTHS_IN_QUARTER = 3
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

ZERO = Decimal(0)
ROUGHLY = Context(prec=28, rounding=ROUND_HALF_EVEN)  # estimates: rounding hurts nobody

History = Sequence[tuple[date, Decimal]]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a period is likely to come to: the middle, and a range that holds four times in five.

    `words` say how good an estimate it is.
    """

    low: Decimal
    mid: Decimal
    high: Decimal
    words: str


def forecast(history: History, period_end: date, today: date, *, since: date) -> Forecast | None:
    """What the days from `since` to `period_end` (both included) will come to.

    `today` is the UTC day that is not over; `history` has days before it without a gap, quiet ones
    as zeros, and may have today's so far. None where fewer than seven days of use are known.
    """
    known = dict(history)
    past = _past(known, today)
    if len(past) < FEWEST:
        return None
    spent = sum((amount for day, amount in history if since <= day <= today), ZERO)
    ahead = [today + timedelta(days=n) for n in range((period_end - today).days + 1)]
    expected = dict(zip(ahead, _expected(past, today, ahead), strict=True))
    begun = known.get(today, ZERO)  # today brings what is expected of it, or what it has brought
    expected[today] = max(ZERO, expected.get(today, ZERO) - begun)
    mid = spent + sum((amount for day, amount in expected.items() if day >= since), ZERO)
    within = _within(past, today, len(ahead))
    return Forecast(max(spent, mid - within), mid, mid + within, _words(mid, within, len(past)))


def outlook(answer: Answer, earlier: History = ()) -> Outlook | None:
    """Where the running month or quarter of an answer will end, or None.

    `earlier` are the days before the period (see `lesson`): nothing else counts, so that it is the
    same whatever else was asked. None where the period is no running month or quarter, or too
    little is known.
    """
    end = horizon(answer.question) if answer.running and not answer.stale else None
    if end is None:
        return None
    today = answer.as_of.astimezone(UTC).date()
    days = {day: values[answer.lead] for day, values in answer.series if day <= today}
    known = tuple({**dict(earlier), **days}.items())
    found = forecast(known, end, today, since=answer.period.first)
    if found is None or not found.mid:
        return None
    name = _name(answer.period.first, end)
    return Outlook(name, end, answer.lead, found.low, found.mid, found.high, found.words)


def horizon(question: Question) -> date | None:
    """The last day of the month or quarter that a question is about the beginning of, else None."""
    return question.forecast or (ends(question.period) if question.period else None)


def lesson(period: Period) -> Period:
    """The days before a running month or quarter that its forecast learns from."""
    before = period.first - timedelta(days=1)
    return Period(period.first - timedelta(days=LESSON), before)


def ends(period: Period) -> date | None:
    """The last day of the month or quarter that a period is the beginning of, else None."""
    first, last = period.first, period.last
    if first.day != 1:
        return None
    month = _after(first, 1)
    if last < month:
        return month - timedelta(days=1)
    quarter = _after(first, MONTHS_IN_QUARTER)
    if first.month % MONTHS_IN_QUARTER == 1 and last < quarter:
        return quarter - timedelta(days=1)
    return None


def _after(first: date, months: int) -> date:
    """The first day of the month so many months on."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _name(first: date, end: date) -> str:
    if end < _after(first, 1):
        return MONTHS[first.month - 1]
    return f"Q{(first.month - 1) // MONTHS_IN_QUARTER + 1} {first.year}"


def _past(known: Mapping[date, Decimal], today: date) -> list[Decimal]:
    """The complete days up to yesterday without a gap, from the first that was used; oldest first."""
    past: list[Decimal] = []
    day = today - timedelta(days=1)
    while day in known:
        past.append(known[day])
        day -= timedelta(days=1)
    past.reverse()
    used = next((at for at, amount in enumerate(past) if amount), len(past))
    return past[used:]


def _expected(past: Sequence[Decimal], today: date, ahead: Sequence[date]) -> list[Decimal]:
    """What each of the days ahead brings, where `past` ends the day before `today`."""
    level = _mean(past[-LEVEL:])
    weights = _pattern(past[-PATTERN:], today)
    return [ROUGHLY.multiply(level, weights[day.weekday()]) for day in ahead]


def _pattern(past: Sequence[Decimal], today: date) -> list[Decimal]:
    """How much of a usual day each weekday brings, Monday first; together seven."""
    first = today - timedelta(days=len(past))
    means = [_mean(past[(weekday - first.weekday()) % WEEK :: WEEK]) for weekday in range(WEEK)]
    whole = sum(means, ZERO)
    if not whole:
        return [Decimal(1)] * WEEK
    return [ROUGHLY.divide(ROUGHLY.multiply(mean, Decimal(WEEK)), whole) for mean in means]


def _mean(amounts: Sequence[Decimal]) -> Decimal:
    return ROUGHLY.divide(sum(amounts, ZERO), Decimal(len(amounts))) if amounts else ZERO


def _within(past: Sequence[Decimal], today: date, length: int) -> Decimal:
    """How far off a forecast of so many days may be: the larger of two ways to tell."""
    return max(_scatter(past, today, length), _erred(past, today, length))


def _scatter(past: Sequence[Decimal], today: date, length: int) -> Decimal:
    """How far off it is if days scatter around their weekday as before, and the level drifts."""
    recent = past[-PATTERN:]
    days = [today - timedelta(days=back) for back in range(len(recent), 0, -1)]
    usual = _expected(past, today, days)
    squares = [ROUGHLY.power(a - b, 2) for a, b in zip(recent, usual, strict=True)]
    free = Decimal(max(1, len(recent) - WEEK))
    variance = ROUGHLY.divide(sum(squares, ZERO), free)
    level = ROUGHLY.divide(
        Decimal(DRIFT * length * length * (LEVEL + length)), Decimal(LEVEL * min(LEVEL, len(past)))
    )
    return ROUGHLY.multiply(SPREAD, ROUGHLY.sqrt(ROUGHLY.multiply(variance, level + length)))


def _erred(past: Sequence[Decimal], today: date, length: int) -> Decimal:
    """How far off it was four times in five, when tried a week apart on what has passed since."""
    off = sorted(
        _error(past, today, len(past) - back, length)
        for back in range(length, len(past) - LEVEL + 1, WEEK)
    )
    if len(off) < OFTEN - 1:
        return ZERO
    return off[min(len(off) - 1, -(-(len(off) + 1) * (OFTEN - 1) // OFTEN) - 1)]


def _error(past: Sequence[Decimal], today: date, at: int, length: int) -> Decimal:
    """How far off a forecast of so many days was that knew only the first `at` days."""
    then = today - timedelta(days=len(past) - at)
    ahead = [then + timedelta(days=n) for n in range(length)]
    guess = sum(_expected(past[:at], then, ahead), ZERO)
    return abs(guess - sum(past[at : at + length], ZERO))


# How wide a range, as a part of the middle, is still called what.
GOOD = ((Decimal("0.05"), "a close estimate"), (Decimal("0.15"), "a fair estimate"))


def _words(mid: Decimal, within: Decimal, known: int) -> str:
    if known < LEVEL:
        return f"a guess: only {known} days of use are known"
    wide = ROUGHLY.divide(within, mid) if mid else ZERO
    return next((words for most, words in GOOD if wide <= most), "a rough estimate")
