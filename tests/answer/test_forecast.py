"""Where a running month ends: by weekday, with a range that holds, and silence where too little is known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.forecast import FEWEST, LESSON, ends, forecast, horizon, lesson, outlook
from bot.answer.model import Answer, Compared, Rest
from bot.blocks.ahead import foretold
from bot.books import Source
from bot.demo.people import ACME
from bot.demo.world import world
from bot.question.model import Period, Question

TODAY = date(2026, 11, 23)  # a Monday
FIRST, END = date(2026, 11, 1), date(2026, 11, 30)
DAY = timedelta(days=1)


def span(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def days(of: Callable[[date], object], first: date, last: date) -> list[tuple[date, Decimal]]:
    return [(day, Decimal(str(of(day)))) for day in span(first, last)]


def office(day: date) -> int:
    """A hundred on working days, nothing at the weekend."""
    return 100 if day.weekday() < 5 else 0


def test_an_exact_weekday_pattern_is_carried_on_exactly() -> None:
    known = days(office, FIRST - LESSON * DAY, TODAY - DAY)

    found = forecast(known, END, TODAY, since=FIRST)

    assert found is not None
    assert round(found.mid, 9) == sum(office(day) for day in span(FIRST, END)) == 2100
    assert round(found.high - found.low, 9) == 0
    assert found.words == "a close estimate"


def test_today_brings_what_is_expected_or_what_it_has_brought() -> None:
    known = days(office, FIRST - LESSON * DAY, TODAY - DAY)

    little = forecast([*known, (TODAY, Decimal(30))], END, TODAY, since=FIRST)
    much = forecast([*known, (TODAY, Decimal(250))], END, TODAY, since=FIRST)

    assert little is not None
    assert much is not None
    assert (round(little.mid, 9), round(much.mid, 9)) == (2100, 2250)


amounts = st.lists(
    st.decimals(0, 10**6, places=4, allow_nan=False, allow_infinity=False), max_size=160
)


@given(amounts, st.integers(0, 40), st.integers(1, 60))
def test_a_forecast_is_never_below_what_was_used_and_in_order(
    used: list[Decimal], since: int, ahead: int
) -> None:
    known = [(TODAY - (len(used) - n) * DAY, amount) for n, amount in enumerate(used)]
    first = TODAY - since * DAY

    found = forecast(known, TODAY + ahead * DAY, TODAY, since=first)

    if found is not None:
        spent = sum((amount for day, amount in known if day >= first), Decimal(0))
        assert spent <= found.low <= found.mid <= found.high or found.high - found.low < 1e-9


@given(amounts, st.integers(2, 9))
def test_twice_the_use_is_twice_the_forecast(used: list[Decimal], times: int) -> None:
    known = [(TODAY - (len(used) - n) * DAY, amount) for n, amount in enumerate(used)]

    one = forecast(known, END, TODAY, since=FIRST)
    more = forecast([(d, a * times) for d, a in known], END, TODAY, since=FIRST)

    assert (one is None) == (more is None)
    if one and more:
        assert abs(more.mid - one.mid * times) <= more.mid * Decimal("1e-20")
        assert abs(more.high - one.high * times) <= more.high * Decimal("1e-12")


def test_too_little_known_is_no_forecast() -> None:
    new = days(
        lambda day: 5 if day > TODAY - FEWEST * DAY else 0, FIRST - LESSON * DAY, TODAY - DAY
    )

    assert forecast(new, END, TODAY, since=FIRST) is None
    assert forecast([], END, TODAY, since=FIRST) is None
    assert forecast(new[:10], END, TODAY, since=FIRST) is None  # days that end long ago


def test_a_short_history_is_called_a_guess() -> None:
    began = TODAY - 10 * DAY

    found = forecast(days(office, began, TODAY - DAY), END, TODAY, since=FIRST)

    assert found is not None
    assert found.words == "a guess: only 10 days of use are known"


def test_a_gap_ends_what_is_known() -> None:
    """Days that were not read are no quiet days."""
    known = days(office, FIRST - LESSON * DAY, TODAY - DAY)
    gap = [(day, amount) for day, amount in known if day != date(2026, 11, 13)]

    found = forecast(gap, END, TODAY, since=FIRST)

    assert found is not None
    assert found.words.startswith("a guess: only 7 days")


def ledger_cost() -> dict[date, Decimal]:
    account = world()[ACME]
    return {
        day: sum((usd for e in account.whole(day) for _, usd in e.dollars), Decimal(0))
        for day in span(date(2025, 9, 1), date(2026, 10, 31))
    }


def test_on_the_simulation_it_errs_less_than_three_naive_ways_and_its_range_holds() -> None:
    cost = ledger_cost()
    ours, last, pace, month, held = [], [], [], [], []
    for number in range(2, 11):
        first = date(2026, number, 1)
        end = date(2026, number + 1, 1) - DAY
        truth = sum(cost[day] for day in span(first, end))
        before = sum(cost[day] for day in span((first - DAY).replace(day=1), first - DAY))
        for today in span(first + 3 * DAY, end)[::4]:
            known = [(day, cost[day]) for day in span(first - LESSON * DAY, today - DAY)]
            spent = sum(cost[day] for day in span(first, today - DAY))
            left, over = (end - today).days + 1, (today - first).days
            found = forecast(known, end, today, since=first)
            assert found is not None
            ours.append(abs(found.mid / truth - 1))
            last.append(abs((spent + cost[today - DAY] * left) / truth - 1))
            pace.append(abs(spent / over * (over + left) / truth - 1))
            month.append(abs(before / truth - 1))
            held.append(found.low <= truth <= found.high)

    assert mean(ours) < min(mean(last), mean(pace), mean(month))
    assert mean(ours) < Decimal("0.06")
    assert mean(held) > 0.7


# ---- the sentence ------------------------------------------------------------------------------


def answer(period: Period, series: list[tuple[date, Decimal]], now: datetime) -> Answer:
    return Answer(
        question=Question(period=period),
        period=period,
        as_of=now,
        source=Source.DEEPGRAM,
        stale=False,
        provisional=(),
        columns=("cost",),
        total={"cost": sum((amount for _, amount in series), Decimal(0))},
        parts=(),
        other=Rest(),
        overlap=False,
        series=tuple((day, {"cost": amount}) for day, amount in series),
        running=period.last >= now.date(),
    )


def said(of: Answer, earlier: list[tuple[date, Decimal]] | None = None) -> str:
    """What is foretold of an answer, in words; empty where nothing is."""
    return foretold(replace(of, ahead=outlook(of, earlier or [])))


NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
MONTH = Period(FIRST, TODAY)


def uneven(day: date) -> int:
    return office(day) + (day.toordinal() * 7919) % 41


def test_the_outlook_is_a_sentence_with_the_month_the_middle_and_the_range() -> None:
    earlier = days(uneven, FIRST - LESSON * DAY, FIRST - DAY)
    of = answer(MONTH, days(uneven, FIRST, TODAY), NOW)

    truth = sum(uneven(day) for day in span(FIRST, END))
    assert said(of, earlier) == (
        "At this pace November ends at about $2,640 ($2,600–$2,680), a close estimate."
    )
    assert abs(truth - 2640) < 40


def test_without_more_days_the_period_itself_must_do() -> None:
    of = answer(MONTH, days(office, FIRST, TODAY), NOW)

    assert said(of).endswith("a guess: only 21 days of use are known.")  # 1 November was a Sunday


def test_it_is_the_same_whatever_is_compared() -> None:
    past = Period(date(2026, 10, 1), date(2026, 10, 31))
    series = tuple((day, {"cost": amount}) for day, amount in days(uneven, past.first, past.last))
    of = answer(MONTH, days(office, FIRST, TODAY), NOW)
    compared = replace(of, compare=Compared(past, {"cost": Decimal(0)}, series))
    earlier = days(uneven, FIRST - LESSON * DAY, FIRST - DAY)

    assert outlook(compared, earlier) == outlook(of, earlier)
    assert outlook(compared) == outlook(of)


def test_a_quarter_that_was_asked_for_is_foretold_also_in_its_first_month() -> None:
    october = Period(date(2026, 10, 1), date(2026, 10, 9))
    now = datetime(2026, 10, 9, 15, tzinfo=UTC)
    of = answer(october, days(office, october.first, october.last), now)
    earlier = days(office, october.first - LESSON * DAY, october.first - DAY)
    asked = replace(of, question=replace(of.question, forecast=date(2026, 12, 31)))

    assert said(of, earlier).startswith("At this pace October ends at about $2,200")
    assert said(asked, earlier).startswith("At this pace Q4 2026 ends at about $6,600")


@pytest.mark.parametrize(
    "silent",
    [
        answer(Period(date(2026, 10, 1), date(2026, 10, 31)), days(office, FIRST, TODAY), NOW),
        answer(Period(date(2026, 11, 17), TODAY), days(office, FIRST, TODAY), NOW),
        answer(Period(date(2026, 1, 1), TODAY), days(office, FIRST, TODAY), NOW),
        answer(MONTH, days(lambda _: 0, FIRST, TODAY), NOW),
        replace(answer(MONTH, days(office, FIRST, TODAY), NOW), stale=True),
    ],
)
def test_no_running_month_or_nothing_to_say_is_silence(silent: Answer) -> None:
    assert outlook(silent) is None
    assert said(silent) == ""


def test_days_that_were_not_over_when_read_are_not_taken_for_whole() -> None:
    """Figures that are two days old know nothing of the two days since."""
    old = datetime(2026, 11, 21, 1, tzinfo=UTC)
    series = [
        (day, a if day < date(2026, 11, 21) else Decimal(0))
        for day, a in days(office, FIRST, TODAY)
    ]
    earlier = days(office, FIRST - LESSON * DAY, FIRST - DAY)

    of = replace(answer(MONTH, series, old), running=True)

    assert "ends at about $2,100 (" in said(of, earlier)


def test_east_of_greenwich_the_month_may_begin_before_deepgrams() -> None:
    """On the asker's 1 November it is still October by UTC: that day is none of November's."""
    now = datetime(2026, 10, 31, 20, tzinfo=UTC)
    of = answer(Period(FIRST, FIRST), [(FIRST, Decimal(0))], now)
    earlier = days(lambda day: 4 if day == FIRST - DAY else 10, FIRST - LESSON * DAY, FIRST - DAY)

    assert "November ends at about $300 (" in said(of, earlier)


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [
        (date(2026, 11, 1), date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 10, 1), date(2026, 10, 9), date(2026, 10, 31)),
        (date(2026, 10, 1), date(2026, 11, 23), date(2026, 12, 31)),
        (date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 31)),
        (date(2024, 2, 1), date(2024, 2, 2), date(2024, 2, 29)),
        (date(2026, 11, 1), date(2026, 12, 1), None),
        (date(2026, 1, 1), date(2026, 11, 23), None),
        (date(2026, 11, 2), date(2026, 11, 23), None),
    ],
)
def test_a_period_is_the_beginning_of_a_month_or_quarter(
    first: date, last: date, end: date | None
) -> None:
    assert ends(Period(first, last)) == end
    assert horizon(Question(period=Period(first, last))) == end
    learned = lesson(Period(first, last))
    assert (learned.last + DAY, learned.length) == (first, LESSON)
