"""The date phrases that are shown to people, made from the tables that read them."""

from collections.abc import Iterator

from bot.question.dates.calendar import Unit
from bot.question.dates.words import (
    MONTH_NAMES,
    NAMED_DAYS,
    RELATIONS,
    TO_DATE,
    UNITS,
    WEEKDAY_NAMES,
    Rel,
)

Row = tuple[str, str]  # what is typed, and which days it means

SHOWN_UNITS = (Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
ROLLING = {
    Unit.WEEK: "7 days, ending today",
    Unit.MONTH: "from this day of last month, and a day, to today",
    Unit.QUARTER: "three months, ending today",
    Unit.YEAR: "twelve months, ending today",
}

COUNTED: tuple[Row, ...] = (
    (
        "last 7 days",
        "exactly 7 days, the last of which is today (past, previous and 7d are the same)",
    ),
    ("last 7 full days", "7 days, the last of which is yesterday"),
    ("last 4 weeks", "28 days, ending today"),
    ("last 2 full weeks", "the two calendar weeks before this one"),
    ("last 3 months", "from three months ago, and a day, to today"),
    ("last 2 quarters", "the two calendar quarters before this one"),
    ("last couple of days", "2 days, ending today"),
    ("last few days", "3 days, ending today"),
    ("14d", "14 days, ending today (2w, 6mo and 1y likewise)"),
    ("3 days ago", "that day"),
    ("2 weeks ago", "that calendar week (months, quarters and years likewise)"),
)

CALENDAR: tuple[Row, ...] = (
    ("october", "the most recent October that has begun"),
    ("october 2025", "that month"),
    ("last november", "the most recent November that is over"),
    ("q3", "the most recent third quarter that has begun"),
    ("h1 2026", "January to June of that year, up to today"),
    ("2025", "that year"),
    ("week 40", "the ISO week of that number, Monday to Sunday"),
    ("week of 12 oct", "the week that holds that day"),
    ("week ending 15 nov", "the 7 days that end on that day"),
    ("monday", "the most recent Monday; today where it is one"),
    ("last monday", "the most recent Monday before today"),
    ("monday last week", "that day of last week"),
    ("last weekend", "the most recent Saturday and Sunday that are over"),
    ("the 5th", "the most recent 5th of a month"),
    ("5 nov 2025", "that day (nov 5, 2025-11-05 and 11/5/2025 are the same)"),
    ("first monday of november", "that day (last friday, first week, last 3 days likewise)"),
    ("first half of october", "1 to 15; the second half is the rest"),
    ("early october", "1 to 10; mid is 11 to 20, late is the rest"),
    ("early 2025", "January to April; mid and late are four months each as well"),
)

STRETCHES: tuple[Row, ...] = (
    ("1-15 nov", "both days included"),
    ("oct 3 to nov 9", "both days included"),
    ("jan - mar 2026", "1 January to 31 March"),
    ("dec 20 to jan 5", "December of the year before"),
    ("2026-10-05..2026-10-11", "both days included"),
    ("between q1 and q3", "the first day of the one to the last day of the other"),
    ("monday to wednesday last week", "those days of last week"),
    ("since monday", "from that day to today (from and starting likewise)"),
    ("after october", "from the day after it ends to today"),
    ("yesterday and today", "both days"),
)


def phrases() -> tuple[Row, ...]:
    """What can be typed and which days it means, for the help; each phrase reads without fault."""
    return (*named_days(), *units(), *COUNTED, *CALENDAR, *STRETCHES)


def named_days() -> Iterator[Row]:
    """Today and yesterday, by their first names."""
    yield NAMED_DAYS[0][0], "the day that it is where you are"
    yield NAMED_DAYS[-1][0], "the day before it"


def units() -> Iterator[Row]:
    """This, last and past week, month, quarter and year."""
    for unit in SHOWN_UNITS:
        name = UNITS[unit, 1][0]
        yield (
            f"{RELATIONS[Rel.THIS][0]} {name}",
            f"its first day to today ({TO_DATE[unit]} is the same)",
        )
        yield f"{RELATIONS[Rel.LAST][0]} {name}", f"the whole {name} before this one"
        yield f"{name} before last", f"the whole {name} before that"
        yield f"{RELATIONS[Rel.PAST][0]} {name}", ROLLING[unit]


def canonical() -> tuple[str, ...]:
    """Whole phrases that a mistyped one can have meant, the everyday ones first."""
    rows = tuple(phrase for phrase, _ in (*named_days(), *units(), *COUNTED))
    names = tuple(names[0] for names in (*WEEKDAY_NAMES, *MONTH_NAMES))
    last = tuple(f"{RELATIONS[Rel.LAST][0]} {names[0]}" for names in WEEKDAY_NAMES)
    return (*rows, "last 30 days", "last 90 days", "last weekend", *TO_DATE.values(), *names, *last)
