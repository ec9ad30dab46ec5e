"""Dates that are written with names: months and their days, weekdays, quarters, numbered weeks."""

from datetime import date

from bot.question.dates.calendar import Unit
from bot.question.dates.reading import Match, Reading, Rules
from bot.question.dates.recurring import (
    day_of_month,
    month_day,
    month_days,
    part_of_year,
    weekday,
    weekend,
    weeks_of_year,
    workdays,
    year,
)
from bot.question.dates.spans import Fixed, Open, Span, fixed, inside

TO = frozenset({"to", "thru", "until", "-"})
WORDS_FOR_TO = frozenset({"to", "thru", "until", "and"})
DAYS = frozenset({"num", "ord", "dot", "dots"})
TWO_FIGURES = 99


def number_of_day(reading: Reading, at: int) -> int | None:
    """The day of a month that a token can be: `3`, `3rd`, `third`; numbers above 99 are none."""
    if reading.kinds[at] not in ("num", "ord") or reading.n(at) > TWO_FIGURES:
        return None
    return reading.n(at)


def to(reading: Reading, at: int) -> int | None:
    """The place behind a word or mark for "to", or None where there is none."""
    kinds = reading.kinds
    if kinds[at] == "up":
        at += 1
    if kinds[at] not in TO:
        return None
    at += 1
    if kinds[at] == "and" and kinds[at + 1] == "including":
        at += 2
    return at


def is_range(reading: Reading, at: int, end: int) -> bool:
    """Whether the tokens from one place to before another already say "from … to …"."""
    kinds = reading.kinds
    return any(
        kinds[place] in WORDS_FOR_TO
        or (kinds[place] == "-" and kinds[place - 1] in DAYS and kinds[place + 1] in DAYS)
        for place in range(at + 1, end)
    )


def month(reading: Reading, at: int) -> Match | None:
    """`october`."""
    return at + 1, part_of_year(Unit.MONTH, reading.n(at))


def month_then_day(reading: Reading, at: int) -> Match | None:
    """`oct 3`, `oct the 3rd`, `oct-3`."""
    place = at + 1
    if reading.kinds[place] == "the" or dash_in_word(reading, place):
        place += 1
    day = number_of_day(reading, place)
    if day is None or counts_something(reading, place):
        return None
    return place + 1, month_day(reading.n(at), day)


def dash_in_word(reading: Reading, at: int) -> bool:
    """Whether a dash or slash ties two tokens of one word: `oct-3`, `3/oct`."""
    return reading.kinds[at] in ("-", "/") and reading.glued(at)


def counts_something(reading: Reading, at: int) -> bool:
    """Whether a number says how many of what follows: `7 days`, `24 hours`."""
    return reading.kinds[at + 1] in ("unit", "clock", "month", "ago")


def month_then_days(reading: Reading, at: int) -> Match | None:
    """`oct 3-9`, `oct 3rd to the 9th`; two days that touch can be joined by "and"."""
    place = at + 2 if reading.kinds[at + 1] == "the" else at + 1
    pair = two_days(reading, place)
    if pair is None:
        return None
    end, first, last = pair
    then = end + 1 if reading.kinds[end] == "of" else end
    if reading.kinds[then] in ("month", "unit", "clock"):
        return None
    return end, month_days(reading.n(at), first, last)


def two_days(reading: Reading, at: int) -> tuple[int, int, int] | None:
    """`3-9`, `the 3rd to the 9th`, `3 and 4`: where it ends, the first and the last day."""
    first = number_of_day(reading, at)
    if first is None:
        return None
    place = to(reading, at + 1)
    adding = place is None and reading.kinds[at + 1] == "and"
    if place is None and not adding:
        return None
    place = reading.opened(at + 2 if place is None else place)
    last = number_of_day(reading, place)
    if last is None or (adding and last != first + 1 and not between(reading, at)):
        return None
    return place + 1, first, last


def between(reading: Reading, at: int) -> bool:
    """Whether "between" was said of what begins here, perhaps before a month or an article."""
    return "between" in reading.kinds[max(at - 3, 0) : at]


def day_then_month(reading: Reading, at: int) -> Match | None:
    """`3 oct`, `3rd of october`, `the 3rd october`, `3-oct`."""
    day = number_of_day(reading, at)
    if day is None:
        return None
    place = named_month(reading, at + 1)
    return None if place is None else (place + 1, month_day(reading.n(place), day))


def named_month(reading: Reading, at: int) -> int | None:
    """The place of the month that follows, behind "of", "the month of" or a dash in a word."""
    if reading.kinds[at] in ("of", "in") or dash_in_word(reading, at):
        at = reading.opened(at + 1)
    month_of = reading.kinds[at] == "unit" and reading.n(at) == Unit.MONTH
    if month_of and reading.kinds[at + 1] == "of":
        at += 2
    return at if reading.kinds[at] == "month" else None


def days_then_month(reading: Reading, at: int) -> Match | None:
    """`1-15 nov`, `1st to the 15th of november`."""
    pair = two_days(reading, at)
    if pair is None:
        return None
    end, first, last = pair
    place = named_month(reading, end)
    return None if place is None else (place + 1, month_days(reading.n(place), first, last))


def days_then_dots(reading: Reading, at: int) -> Match | None:
    """`1.-15.11.2026`."""
    place = to(reading, at + 1)
    if place is None or reading.kinds[place] not in ("dot", "dots"):
        return None
    last, month, *years = reading.numbers[place]
    span = month_days(month, reading.n(at), last)
    if years and isinstance(span, Open):
        found = span.make(date(years[0], 1, 1))
        return place + 1, fixed(found, dated=True)
    return place + 1, span


def day_alone(reading: Reading, at: int) -> Match | None:
    """`the 5th`; in words only where it cannot mean another first: `on the first`."""
    day, word = reading.numbers[at]
    if word and not (reading.kinds[at - 1] == "the" and reading.kinds[at - 2] in ("on", "since")):
        return None
    return at + 1, day_of_month(day)


def numbered_part(reading: Reading, at: int) -> Match | None:
    """`third quarter`, `first half`, `the 2nd quarter`."""
    number = reading.n(at)
    if reading.kinds[at + 1] == "half":
        return half_end(reading, at + 1), part_of_year(Unit.HALF, number)
    if reading.kinds[at + 1] == "unit" and reading.numbers[at + 1] == (Unit.QUARTER, 1):
        return at + 2, part_of_year(Unit.QUARTER, number)
    return None


def half_end(reading: Reading, at: int) -> int:
    """The place behind "half" or "half year"."""
    following = reading.kinds[at + 1] == "unit" and reading.n(at + 1) == Unit.YEAR
    return at + 2 if following else at + 1


def quarter(reading: Reading, at: int) -> Match | None:
    """`q3`."""
    return at + 1, part_of_year(Unit.QUARTER, reading.n(at))


def halfyear(reading: Reading, at: int) -> Match | None:
    """`h1`."""
    return at + 1, part_of_year(Unit.HALF, reading.n(at))


def year_alone(reading: Reading, at: int) -> Match | None:
    """`2025`."""
    return at + 1, year(reading.n(at))


def day_of_week(reading: Reading, at: int) -> Match | None:
    """`monday`."""
    return at + 1, weekday(reading.n(at))


def the_weekend(_reading: Reading, at: int) -> Match | None:
    """`weekend`."""
    return at + 1, weekend()


def all_workdays(reading: Reading, at: int) -> Match | None:
    """`weekdays last week`: only of a week that is named, for they are no stretch otherwise."""
    place = reading.joined(at + 1)
    named = reading.kinds[place] == "rel" and reading.kinds[place + 1] == "unit"
    return (at + 1, workdays()) if named and reading.n(place + 1) == Unit.WEEK else None


def numbered_unit(reading: Reading, at: int) -> Match | None:
    """`week 40`, `weeks 40-42`, `quarter 3`, `month 10`."""
    unit, size = reading.numbers[at]
    place = at + 2 if reading.kinds[at + 1] == "no" else at + 1
    if unit == Unit.WEEK and reading.kinds[place] == "my":
        return place + 1, week_of_year(*reading.numbers[place])
    if size > 1 or reading.kinds[place] != "num" or counts_something(reading, place):
        return None
    if unit == Unit.WEEK:
        return numbered_weeks(reading, place)
    if unit in (Unit.MONTH, Unit.QUARTER):
        return place + 1, part_of_year(Unit(unit), reading.n(place))
    return None


def week_of_year(week: int, number: int) -> Span:
    """`40/2025`, behind the word "week"."""
    weeks, container = weeks_of_year(week, week), year(number)
    if isinstance(weeks, Open) and isinstance(container, Fixed):
        return inside(weeks, container)
    return weeks


def numbered_weeks(reading: Reading, at: int) -> Match | None:
    """`40`, `40-42`, `40 to week 42`, behind the word "week"; `week 1 of november` is another thing."""
    first = reading.n(at)
    if reading.kinds[at + 1] == "of" and reading.kinds[at + 2] == "month":
        return None
    place = to(reading, at + 1)
    if place is not None and reading.kinds[place] == "unit" and reading.n(place) == Unit.WEEK:
        place += 1
    if place is None or reading.kinds[place] != "num" or counts_something(reading, place):
        return at + 1, weeks_of_year(first, first)
    return place + 1, weeks_of_year(first, reading.n(place))


def named_unit(reading: Reading, at: int) -> Match | None:
    """`month of october`, `the year 2025`: the unit only says what the name is."""
    unit, size = reading.numbers[at]
    place = reading.opened(at + 2) if reading.kinds[at + 1] == "of" else at + 1
    named = reading.kinds[place]
    if size > 1:
        return None
    if unit == Unit.MONTH and named == "month":
        return place + 1, part_of_year(Unit.MONTH, reading.n(place))
    if unit == Unit.YEAR and named == "year":
        return place + 1, year(reading.n(place))
    return None


RULES: Rules = {
    "month": (month, month_then_day, month_then_days),
    "num": (day_then_month, days_then_month, days_then_dots),
    "ord": (day_then_month, days_then_month, numbered_part, day_alone),
    "quarter": (quarter,),
    "halfyear": (halfyear,),
    "year": (year_alone,),
    "weekday": (day_of_week,),
    "weekend": (the_weekend,),
    "workdays": (all_workdays,),
    "unit": (numbered_unit, named_unit),
}
