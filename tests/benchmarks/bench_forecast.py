"""How well a running month's or quarter's end is forecast, beside three naive ways.

    python -m tests.benchmarks.bench_forecast [EVERY]

On the simulation's ledger and on invented series that it does not have (a step, steep growth, a
weekly batch, no pattern at all): every EVERY-th day (3) of each month since mid-2024, as if it were
today. The figures are mean errors in per cent of what the month really came to; `held` is how
often that lay within the range (it should be about 80), `wide` half the range in per cent.
"""

import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from bot.answer.forecast import LESSON, ZERO, Forecast, forecast
from bot.demo.entry import Entry
from bot.demo.people import ACME, LABS, LAPTOP, RUNNER, WORKER
from bot.demo.world import world

Days = Mapping[date, Decimal]
Naive = Callable[[Days, date, date, date], Decimal]
FIRST, LAST = date(2024, 1, 10), date(2026, 10, 31)
SINCE = date(2024, 7, 1)  # the first month that is forecast
DAY = timedelta(days=1)


def span(first: date, last: date) -> list[date]:
    """The days from first to last, both included."""
    return [first + n * DAY for n in range((last - first).days + 1)]


def summed(days: Days, first: date, last: date) -> Decimal:
    return sum((days.get(day, ZERO) for day in span(first, last)), ZERO)


def last_value(days: Days, since: date, today: date, end: date) -> Decimal:
    """Every day to come is like yesterday."""
    left = (end - today).days + 1
    return summed(days, since, today - DAY) + days.get(today - DAY, ZERO) * left


def plain_pace(days: Days, since: date, today: date, end: date) -> Decimal:
    """Every day to come is like the mean of the period so far."""
    over = (today - since).days
    return summed(days, since, today - DAY) / over * ((end - since).days + 1)


def last_period(days: Days, since: date, _today: date, end: date) -> Decimal:
    """The period is like the one before."""
    return summed(days, since - (end - since) - DAY, since - DAY)


NAIVE: dict[str, Naive] = {
    "last value": last_value,
    "plain pace": plain_pace,
    "last period": last_period,
}


def ours(days: Days, since: date, today: date, end: date) -> Forecast | None:
    known = [(day, days.get(day, ZERO)) for day in span(since - LESSON * DAY, today - DAY)]
    return forecast(known, end, today, since=since)


def dollars(entry: Entry) -> Decimal:
    return sum((usd for _, usd in entry.dollars), ZERO)


def simulated() -> dict[str, dict[date, Decimal]]:
    """Series of the simulation: all of it, some tags, some keys."""
    series: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for name, account in (("acme", world()[ACME]), ("labs", world()[LABS])):
        for day in span(FIRST, LAST):
            for entry in account.whole(day):
                series[f"{name}: cost"][day] += dollars(entry)
                series[f"{name}: hours"][day] += entry.hours
                for tag in entry.tags & {"support", "checkout", "batch-jobs", "trade-fair"}:
                    series[f"{name}: cost of {tag}"][day] += dollars(entry)
                if entry.key in {WORKER, RUNNER, LAPTOP}:
                    series[f"{name}: cost of a key, …{entry.key[-4:]}"][day] += dollars(entry)
    return series


def invented() -> dict[str, dict[date, Decimal]]:
    """Series of another kind than the simulation's."""
    dice = random.Random(5)
    shapes: dict[str, Callable[[int, date], float]] = {
        "a step to the double": lambda n, _: (1 if n < 500 else 2) * dice.uniform(0.8, 1.2),
        "growth of 10 % a month": lambda n, _: 1.1 ** (n / 30) * dice.uniform(0.8, 1.2),
        "a batch on Mondays": lambda _, day: 9.0 * (day.weekday() == 0) + dice.uniform(0, 0.2),
        "no pattern, heavy tail": lambda _, __: dice.paretovariate(2.5),
    }
    return {
        name: {day: Decimal(str(round(of(n, day), 6))) for n, day in enumerate(span(FIRST, LAST))}
        for name, of in shapes.items()
    }


def periods(months: int) -> Iterator[tuple[date, date]]:
    """Each month (1) or quarter (3) from SINCE on, both ends included."""
    first = SINCE
    while first <= LAST:
        after = date(
            first.year + (first.month + months > 12), (first.month + months - 1) % 12 + 1, 1
        )
        if after - DAY <= LAST:
            yield first, after - DAY
        first = after


def measured(days: Days, months: int, every: int) -> tuple[list[float], float, float] | None:
    """The mean errors (ours first), how often the range held, and how wide it was."""
    errors: dict[str, list[float]] = defaultdict(list)
    held, wide = [], []
    for since, end in periods(months):
        truth = summed(days, since, end)
        for today in span(since + DAY, end)[::every]:
            found = ours(days, since, today, end)
            if not truth or found is None:
                continue
            errors["ours"].append(float(abs(found.mid - truth) / truth))
            held.append(found.low <= truth <= found.high)
            wide.append(float((found.high - found.low) / 2 / truth))
            for name, naive in NAIVE.items():
                guess = naive(days, since, today, end)
                errors[name].append(float(abs(guess - truth) / truth))
    means = [100 * statistics.mean(errors[name]) for name in ("ours", *NAIVE)]
    return means, 100 * statistics.mean(held), 100 * statistics.mean(wide)


def main(every: int) -> None:
    head = f"{'':34}{'ours':>8}" + "".join(f"{name:>13}" for name in NAIVE) + "    held    wide"
    for months, title in ((1, "months"), (3, "quarters")):
        sys.stdout.write(f"\n{title}, mean error in %{head[len(title) + 17 :]}\n")
        for name, days in {**simulated(), **invented()}.items():
            found = measured(days, months, every)
            if found is None:
                continue
            (first, *rest), held, wide = found
            cells = "".join(f"{one:13.1f}" for one in rest)
            sys.stdout.write(f"{name:34}{first:8.1f}{cells}{held:8.0f}{wide:8.1f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
