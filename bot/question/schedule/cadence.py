"""How often: `every 2 weeks`, `daily`, `once a month`; and what is refused as too often."""

from bot.question.model import Kind, Unclear
from bot.question.schedule.days import several
from bot.question.schedule.pattern import EVERY_WEEKDAY
from bot.question.schedule.said import Every, Hit, Reading, Said
from bot.question.schedule.words import (
    ADVERBS,
    COUNTS,
    EVERY,
    MOST,
    ONE_A_DAY,
    ORDINALS,
    SHORT_UNITS,
    SMALL_UNITS,
    TOO_OFTEN,
    TWOFOLD,
    UNITS,
    WEEKDAYS,
)

OTHER = frozenset({"other", "alternate", "alternating"})
PER = frozenset({"a", "an", "per"})
TIMES = {"twice": 1, "thrice": 1, "several": 2, "multiple": 2, "many": 2, "few": 2}
INSTEAD = ("every day at 09:00", "every weekday at 09:00")
INSTEAD_OF = {
    "week": ("every Monday and Thursday",),
    "month": ("on the 1st and 15th",),
    "year": ("half-yearly",),
}
INSTEAD_OF_WEEKDAYS = ("every Monday, Wednesday and Friday", "every Tuesday and Thursday")
WHICH_DAYS = "Say on which days, so that everybody knows when it comes."


def too_often(reading: Reading, at: int) -> Unclear | None:
    """`hourly`, `every 5 minutes`, `twice a day`: refused, since a digest posts once a date."""
    end = _too_often(reading, at)
    if end:
        return Unclear(Kind.NOT_UNDERSTOOD, reading.piece(at, end), INSTEAD, why=ONE_A_DAY)
    return _several_times(reading, at)


def _too_often(reading: Reading, at: int) -> int:
    """Past the words for an interval of less than a day, or 0."""
    if reading.low(at) in TOO_OFTEN:
        return at + 1
    first = at + (reading.low(at) == "once")
    if reading.low(first) not in EVERY | PER:
        return 0
    counts = {
        "half",
        "other",
        "few",
        "an",
        "a",
        "couple",
        "of",
        "second",
        "quarter",
    } | COUNTS.keys()
    end = first + 1
    while reading.low(end) in counts or reading.phrase.number(end) is not None:
        end += 1
    end += reading.low(end) == "-"
    if reading.low(end) in SMALL_UNITS:
        return end + 1
    alone = reading.low(first + 1) == "second" and not reading.low(first + 2)
    return first + 2 if alone else 0


def _several_times(reading: Reading, at: int) -> Unclear | None:
    """`twice a day`, `3 times a week`, `2x daily`."""
    end = at + TIMES.get(reading.low(at), 0)
    if end == at and (reading.phrase.number(at) is not None or reading.low(at) in COUNTS):
        end = at + 2 if reading.low(at + 1) in {"times", "x"} else at
    if end == at:
        return None
    while reading.low(end) in PER | EVERY:
        end += 1
    unit = ADVERBS.get(reading.low(end), (1, UNITS.get(reading.low(end), "")))[1]
    piece = reading.piece(at, end + bool(unit))
    if unit in INSTEAD_OF:
        return Unclear(Kind.MISSING_VALUE, piece, INSTEAD_OF[unit], why=WHICH_DAYS)
    return Unclear(Kind.NOT_UNDERSTOOD, piece, INSTEAD, why=ONE_A_DAY)


def twofold(reading: Reading, at: int) -> Unclear | None:
    """A word with two meanings: both are offered, none is chosen."""
    meant = TWOFOLD.get(reading.low(at))
    return Unclear(Kind.AMBIGUOUS_VALUE, reading.piece(at, at + 1), meant) if meant else None


def cadence(reading: Reading, at: int) -> Hit | Unclear | None:
    """`daily`, `every other week`, `every 2 months`, `once a quarter`, `half-yearly`."""
    first = at + (reading.low(at) in {"once", "of", "alternate"})
    adverb = _adverb(reading, first)
    if adverb:
        return adverb
    if reading.low(at) == "alternate":
        return _counted(reading, at, first, 2)
    if reading.low(first) not in EVERY and not (first > at and reading.low(first) in PER):
        return None
    count, end = _count(reading, first + 1)
    return _counted(reading, first, end, count)


def _adverb(reading: Reading, at: int) -> Hit | None:
    if reading.low(at) in {"half-yearly", "semiannually"}:
        return Hit(at, at + 1, Said(every=Every(1, "half"), recurs=True))
    said = ADVERBS.get(reading.low(at))
    return Hit(at, at + 1, Said(every=Every(*said), recurs=True)) if said else None


def _count(reading: Reading, at: int) -> tuple[int, int]:
    """Every how many; 1 where no number stands there. And where the unit is."""
    low = reading.low(at)
    number = reading.phrase.number(at)
    if low in OTHER:
        return 2, at + 1
    if number is not None:
        ending = reading.low(at + 1) in {"st", "nd", "rd", "th"} and reading.phrase.touching(at)
        return number, at + 1 + ending
    spelled = COUNTS.get(low) or ORDINALS.get(low, 0)
    return (spelled, at + 1) if spelled > 0 else (1, at)


def _counted(reading: Reading, first: int, end: int, count: int) -> Hit | Unclear | None:
    """`every` and a count are read; the unit, or weekdays that are counted in weeks, come next."""
    ordinal = reading.low(end - 1) in ORDINALS or reading.low(end - 1) in {"st", "nd", "rd", "th"}
    unit, after = _unit(reading, end)
    if ordinal and (count == 1 or reading.low(after) in {"of", "in"}):
        return None  # "every second day of the month", "every first monday"
    if unit:
        return _checked(reading, first, after, Every(count, unit))
    counts = end > first + 1 or reading.low(first) == "alternate"
    return _days_counted(reading, first, end, count) if counts and not ordinal else None


def _days_counted(reading: Reading, first: int, end: int, count: int) -> Hit | Unclear | None:
    """`every other tuesday` is every 2 weeks; every other weekday would move from week to week."""
    group = several(reading, end)
    if group and group[0] == EVERY_WEEKDAY:
        piece = reading.piece(first, group[1])
        return Unclear(Kind.AMBIGUOUS_VALUE, piece, INSTEAD_OF_WEEKDAYS, why=WHICH_DAYS)
    if group or reading.low(end) in WEEKDAYS:
        return _checked(reading, first, end, Every(count, "week"))
    return None


def _unit(reading: Reading, at: int) -> tuple[str, int]:
    low = reading.low(at)
    if low == "week" and reading.low(at + 1) in {"day", "days", "end", "ends"}:
        return "", at
    if low == "half" and reading.low(at + 1) in {"year", "years"}:
        return "half", at + 2
    if low in UNITS:
        return UNITS[low], at + 1
    if low in SHORT_UNITS and reading.phrase.number(at - 1) is not None:
        return SHORT_UNITS[low], at + 1
    return "", at


def _checked(reading: Reading, first: int, end: int, every: Every) -> Hit | Unclear:
    if not 1 <= every.n <= MOST[every.unit]:
        most = MOST[every.unit]
        why = (
            f"It can be every 1 to {most} {every.unit}s."
            if most > 1
            else f"It can be every {every.unit.replace('half', 'half-year')}."
        )
        return Unclear(Kind.BAD_NUMBER, reading.piece(first, end), why=why)
    if every.unit == "fortnight":
        every = Every(2 * every.n, "week")
    return Hit(first, end, Said(every=every, recurs=True))
