"""Times of day: `9am`, `at 9`, `08:30`, `0900`, `half past nine`, `noon`, `in the morning`."""

from datetime import time

from bot.question.model import Kind, Unclear
from bot.question.schedule.said import Clock, Every, Hit, Reading, Said
from bot.question.schedule.words import (
    AT,
    COUNTS,
    EVERY,
    HALF_HOURS,
    HOURS,
    MINUTES,
    MONTHS,
    NAMED_TIMES,
    ORDINAL_ENDINGS,
    PART_WORDS,
    SMALL_UNITS,
    UNITS,
)

HALVES = frozenset({"am", "pm"})
HOUR_MARKS = frozenset({"h", "hrs", "hours", "hr", "o'clock", "oclock", "uhr"})
MINUTE_MARKS = frozenset({":", ".", "h"})
FRACTIONS = {
    ("half", "past"): 30,
    ("quarter", "past"): 15,
    ("quarter", "to"): -15,
}
MINUTE_WORDS = {
    ("fifteen",): 15,
    ("thirty",): 30,
    ("forty", "five"): 45,
    ("forty", "-", "five"): 45,
}
WITH_MINUTES = (3, 4)  # how many digits an hour has that brings its minutes: 900, 0900
NEVER = 99  # a minute that no hour has
WHY_NO_TIME = "A day goes from 00:00 to 23:59."
# A number followed by one of these counts something; it is no hour.
COUNTED = (
    ORDINAL_ENDINGS | MONTHS.keys() | UNITS.keys() | (SMALL_UNITS - HOUR_MARKS) | {"x", "times"}
)


def clock(reading: Reading, at: int) -> Hit | Unclear | None:
    """A time of day; a bare number is an hour after "at", or after weekdays."""
    first = at + (reading.low(at) in AT)
    return (
        _named(reading, first)
        or _fraction(reading, first)
        or _digits(reading, first, sure=first > at or _after_days(reading))
        or _worded(reading, first, sure=first > at)
    )


def part(reading: Reading, at: int) -> Hit | None:
    """`every morning`, `in the evening`, `at night`, `mornings`."""
    first = at
    while reading.low(first) in EVERY | {"in", "the", "at", "on"}:
        first += 1
    word = reading.low(first)
    if word == "nightly":
        return Hit(first, first + 1, Said(every=Every(1, "day"), part="night", recurs=True))
    if word not in PART_WORDS:
        return None
    recurs = word.endswith("s") or reading.low(at) in EVERY
    every = Every(1, "day") if recurs and not _has_days(reading) else None
    return Hit(first, first + 1, Said(every=every, part=PART_WORDS[word], recurs=recurs))


def _has_days(reading: Reading) -> bool:
    said = reading.said
    return bool(said.every or said.days or said.picks)


def _after_days(reading: Reading) -> bool:
    said = reading.said
    return bool(said.days or said.clock or (said.every and said.every.unit in {"day", "week"}))


def _named(reading: Reading, at: int) -> Hit | None:
    first = at + (reading.low(at) in {"12", "twelve"})
    named = NAMED_TIMES.get(reading.low(first))
    return Hit(at, first + 1, Said(clock=Clock(named))) if named else None


def _fraction(reading: Reading, at: int) -> Hit | Unclear | None:
    """`half past nine`, `quarter to 5 pm`."""
    minutes = FRACTIONS.get((reading.low(at), reading.low(at + 1)))
    hour = _hour(reading, at + 2)
    if minutes is None or hour is None or hour not in HOURS:
        return None
    return _made(reading, at, at + 3, divmod((hour * 60 + minutes) % (24 * 60), 60))


def _hour(reading: Reading, at: int) -> int | None:
    number = reading.phrase.number(at)
    return COUNTS.get(reading.low(at)) if number is None else number


def _worded(reading: Reading, at: int, *, sure: bool) -> Hit | Unclear | None:
    """`at nine`, `nine thirty am`."""
    hour = COUNTS.get(reading.low(at))
    if hour is None:
        return None
    minutes, end = 0, at + 1
    for words, value in MINUTE_WORDS.items():
        if tuple(reading.low(at + 1 + n) for n in range(len(words))) == words:
            minutes, end = value, at + 1 + len(words)
    sure = sure or reading.low(end) in HALVES | HOUR_MARKS - {"h", "hr", "hrs", "hours"}
    return _made(reading, at, end, (hour, minutes)) if sure else None


def _digits(reading: Reading, at: int, *, sure: bool) -> Hit | Unclear | None:
    if reading.phrase.number(at) is None:
        return None
    hour, minute, end = _colon(reading, at) or _plain(reading, at)
    certain = end > at + 1 or reading.low(end) in HALVES | HOUR_MARKS or _leading_zero(reading, at)
    if not certain and (not sure or reading.low(end) in COUNTED):
        return None
    return _made(reading, at, end, (hour, minute))


def _leading_zero(reading: Reading, at: int) -> bool:
    return len(reading.low(at)) in WITH_MINUTES and reading.low(at)[0] == "0"


def _colon(reading: Reading, at: int) -> tuple[int, int, int] | None:
    """`9:30`, `9.30`, `9h30`, also with seconds that are zero; one digit of minutes is none."""
    minute = reading.phrase.number(at + 2)
    together = reading.phrase.touching(at) and reading.phrase.touching(at + 1)
    if minute is None or not together or reading.low(at + 1) not in MINUTE_MARKS:
        return None
    minute = minute if len(reading.low(at + 2)) == len("00") else NEVER
    end = at + 3
    if reading.low(end) == ":" and reading.low(end + 1) == "00":
        end += 2
    return reading.phrase.number(at) or 0, minute, end


def _plain(reading: Reading, at: int) -> tuple[int, int, int]:
    """`9`, `0900`, `1430`."""
    number = reading.phrase.number(at) or 0
    hour, minute = divmod(number, 100) if len(reading.low(at)) in WITH_MINUTES else (number, 0)
    return hour, minute, at + 1


def _made(reading: Reading, at: int, end: int, shown: tuple[int, int]) -> Hit | Unclear:
    """The time that an hour, a minute and what follows them come to."""
    hour, minute = shown
    while reading.low(end) in HOUR_MARKS:
        end += 1
    half = reading.low(end) if reading.low(end) in HALVES else ""
    end += bool(half)
    if minute not in MINUTES or hour not in (HALF_HOURS if half else HOURS):
        return _refused(reading.piece(at, end), hour, minute)
    plain = not half and hour in (0, *HALF_HOURS)
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    return Hit(at, end, Said(clock=Clock(time(hour, minute), plain)))


def _refused(piece: str, hour: int, minute: int) -> Unclear:
    """No such time: what it would be without am or pm, or at the end of a day."""
    if (hour, minute) == (24, 0):
        return Unclear(Kind.BAD_NUMBER, piece, ("00:00", "23:59"), why=WHY_NO_TIME)
    meant = (f"{hour:02}:{minute:02}",) if hour in HOURS and minute in MINUTES else ()
    return Unclear(Kind.BAD_NUMBER, piece, meant, why="" if meant else WHY_NO_TIME)
