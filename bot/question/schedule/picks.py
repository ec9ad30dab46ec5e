"""Dates of a month or a year: `the 1st and 15th`, `last friday`, `end of the month`, `1 jan`."""

from bot.question.model import Kind, Unclear
from bot.question.schedule.days import listing, several
from bot.question.schedule.pattern import EVERY_WEEKDAY, Noun, Pick, picked
from bot.question.schedule.said import Hit, Reading, Said
from bot.question.schedule.words import (
    EVERY,
    JOINTS,
    MONTHS,
    MONTHS_IN,
    ORDINAL_ENDINGS,
    ORDINALS,
    UNITS,
    WEEKDAY_NAMES,
)

LEADS = EVERY | {"on", "the", "at", "by"}
ENDS = {"end": -1, "start": 1, "beginning": 1}
SHORT_ENDS = {"eom": "month", "eoq": "quarter", "eoy": "year"}
MOST_WEEKDAYS = 5  # no weekday comes more often in a month
SECOND_LAST = (("second", "last"), ("second", "to", "last"), ("next", "to", "last"))
LONGEST_MONTH = 31
LEAST_WORKDAYS = 20  # every month has as many days from Monday to Friday
Found = tuple[list[Pick], int]


def picks(reading: Reading, at: int) -> Hit | Unclear | None:
    """Dates counted in a month; in which months is another piece, or every month."""
    first = at
    while reading.low(first) in LEADS:
        first += 1
    found = _groups(reading, first)
    if found is None or isinstance(found, Unclear):
        return found
    chosen, end = found
    every = bool({reading.low(n) for n in range(at, first)} & EVERY)
    if every and _could_be_interval(reading, chosen, end):
        return _both(reading, first - 1, end, chosen[0])
    recurs = every or all(pick.noun is Noun.DAY for pick in chosen)
    return Hit(first, end, Said(picks=picked(chosen), recurs=recurs))


def _could_be_interval(reading: Reading, chosen: list[Pick], end: int) -> bool:
    """`every second tuesday`, without "of the month": or is it every 2 weeks?"""
    pick = chosen[0]
    alone = len(chosen) == 1 and pick.noun <= Noun.SUNDAY and pick.nth > 1
    every = reading.said.every
    return alone and reading.low(end) not in {"of", "in", "each", "every"} and every is None


def _both(reading: Reading, first: int, end: int, pick: Pick) -> Unclear:
    piece = reading.piece(first, end)
    day = WEEKDAY_NAMES[pick.noun]
    meant = (f"every {pick.nth} weeks on {day}", f"every month on the {_nth(pick.nth)} {day}")
    return Unclear(Kind.AMBIGUOUS_VALUE, piece, meant)


def _nth(nth: int) -> str:
    return next(word for word, number in ORDINALS.items() if number == nth)


def _groups(reading: Reading, at: int) -> Found | Unclear | None:
    """`first monday and third thursday`: ordinals with their noun, once or more."""
    chosen: list[Pick] = []
    end = -1
    group = _group(reading, at)
    while group is not None:
        if isinstance(group, Unclear):
            return group
        chosen += group[0]
        end = group[1]
        group = _group(reading, _past_joint(reading, end))
    return (chosen, end) if chosen else None


def _past_joint(reading: Reading, at: int) -> int:
    first = at
    while reading.low(at) in JOINTS:
        at += 1
    while at > first and reading.low(at) in {"on", "the"}:
        at += 1
    return at if at > first else -1


def _group(reading: Reading, at: int) -> Found | Unclear | None:
    """`1st, 3rd and last friday`; without a noun, days of the month."""
    counted = _day_numbers(reading, at)
    if counted:
        return counted
    nths: list[int] = []
    end = at
    nth = ordinal(reading, at)
    while nth:
        nths.append(nth[0])
        end = nth[1]
        nth = ordinal(reading, _past_joint(reading, end))
    return _with_noun(reading, at, end, nths) if nths else None


def ordinal(reading: Reading, at: int) -> tuple[int, int] | None:
    """`first`, `2nd`, `last`, `second to last`: its number, and where it ends."""
    number = reading.phrase.number(at)
    if number is not None:
        written = reading.low(at + 1) in ORDINAL_ENDINGS and reading.phrase.touching(at)
        return (number, at + 2) if written else None
    word = ORDINALS.get(reading.low(at))
    for words in SECOND_LAST:
        if all(reading.low(at + n) == word for n, word in enumerate(words)):
            return -2, at + len(words)
    return (word, at + 1) if word else None


def _day_numbers(reading: Reading, at: int) -> Found | Unclear | None:
    """`day 1`, `days 1 and 15`."""
    number = reading.phrase.number(at + 1)
    if UNITS.get(reading.low(at)) != "day" or number is None:
        return None
    chosen = [number]
    end = at + 2
    while (after := _past_joint(reading, end)) > 0 and reading.phrase.number(after) is not None:
        chosen.append(reading.phrase.number(after) or 0)
        end = after + 1
    return _checked(reading, at, end, [Pick(nth, Noun.DAY) for nth in chosen])


def _with_noun(reading: Reading, at: int, end: int, nths: list[int]) -> Found | Unclear | None:
    nouns, after = _nouns(reading, end)
    if nouns == [Noun.DAY] and after == end and min(nths) < 0:
        return None  # "last", alone
    return _checked(reading, at, after, [Pick(nth, noun) for nth in nths for noun in nouns])


def _nouns(reading: Reading, at: int) -> tuple[list[Noun], int]:
    """What the ordinals count: weekdays by name, working days, or days."""
    group = several(reading, at)
    if group:
        return ([Noun.WEEKDAY], group[1]) if group[0] == EVERY_WEEKDAY else ([], group[1])
    listed = listing(reading, at)
    if listed:
        return [Noun(day) for day in listed[0]], listed[1]
    return [Noun.DAY], at + (reading.low(at) in {"day", "days"})


def _checked(reading: Reading, at: int, end: int, chosen: list[Pick]) -> Found | Unclear | None:
    if not chosen:
        return None
    kinds = [kind for pick in chosen if (kind := _fault(pick))]
    return Unclear(kinds[0], reading.piece(at, end)) if kinds else (chosen, end)


def _fault(pick: Pick) -> Kind | None:
    """In which way no month has such a date."""
    if pick.noun is Noun.DAY:
        return None if pick.nth < 0 or 1 <= pick.nth <= LONGEST_MONTH else Kind.IMPOSSIBLE_DATE
    most = LEAST_WORKDAYS if pick.noun is Noun.WEEKDAY else MOST_WEEKDAYS
    return None if pick.nth < 0 or 1 <= pick.nth <= most else Kind.BAD_NUMBER


def edges(reading: Reading, at: int) -> Hit | None:
    """`at the end of every month`, `month end`, `start of the quarter`, `eom`."""
    first = at
    while reading.low(first) in LEADS:
        first += 1
    if reading.low(first) in SHORT_ENDS:
        return _edge(first, first + 1, -1, SHORT_ENDS[reading.low(first)])
    if reading.low(first) in ENDS and reading.low(first + 1) == "of":
        end = first + 2
        while reading.low(end) in EVERY | {"the", "a"}:
            end += 1
        return _edge(first, end + 1, ENDS[reading.low(first)], UNITS.get(reading.low(end), ""))
    end = first + 1 + (reading.low(first + 1) == "-")
    if reading.low(end) in ENDS:
        return _edge(first, end + 1, ENDS[reading.low(end)], UNITS.get(reading.low(first), ""))
    return None


def _edge(first: int, end: int, nth: int, unit: str) -> Hit | None:
    if unit not in MONTHS_IN:
        return None
    return Hit(first, end, Said(picks=(Pick(nth, Noun.DAY),), span=unit, recurs=True))


def of(reading: Reading, at: int) -> Hit | None:
    """`of the month`, `of each quarter`, `of january and july`: where a pick is counted."""
    if reading.low(at) not in {"of", "in"} and not (
        reading.said.picks and reading.low(at) in EVERY
    ):
        return None
    first = at + 1
    while reading.low(first) in EVERY | {"the", "a", "any"}:
        first += 1
    unit = UNITS.get(reading.low(first), "")
    if unit in MONTHS_IN:
        return Hit(at, first + 1, Said(span=unit, recurs=True))
    months, end = _months(reading, first)
    return Hit(first, end, Said(months=months)) if months and reading.said.picks else None


def _months(reading: Reading, at: int) -> tuple[tuple[int, ...], int]:
    found: set[int] = set()
    end = at
    while reading.low(at) in MONTHS:
        found.add(MONTHS[reading.low(at)])
        end = at + 1
        at = _past_joint(reading, end)
    return tuple(sorted(found)), end


def date(reading: Reading, at: int) -> Hit | Unclear | None:
    """A date of every year, or the same day of several months: `1 jan`, `1 jan and 1 jul`."""
    first = at
    while reading.low(first) in LEADS:
        first += 1
    dates: list[tuple[int, int]] = []
    end = first
    found = day_and_month(reading, first)
    while found:
        dates.append(found[0])
        end = found[1]
        found = _next_date(reading, _past_joint(reading, end), found[0][0])
    if not dates:
        return None
    return _yearly(reading, first, end, dates) if len({day for day, _ in dates}) == 1 else None


def _next_date(reading: Reading, at: int, day: int) -> tuple[tuple[int, int], int] | None:
    """Another date of a list, or another month for the same day: `1st of january and july`."""
    month = MONTHS.get(reading.low(at))
    return day_and_month(reading, at) or (((day, month), at + 1) if month else None)


def _yearly(reading: Reading, first: int, end: int, dates: list[tuple[int, int]]) -> Hit | Unclear:
    pick = Pick(dates[0][0], Noun.DAY)
    if _fault(pick):
        return Unclear(Kind.IMPOSSIBLE_DATE, reading.piece(first, end))
    months = tuple(sorted({month for _, month in dates}))
    return Hit(first, end, Said(picks=(pick,), months=months))


def day_and_month(reading: Reading, at: int) -> tuple[tuple[int, int], int] | None:
    """`1 jan`, `1st of january`, `jan 1`, `january 1st`: day, month, and where it ends."""
    day = _day(reading, at)
    if day:
        after = day[1] + (reading.low(day[1]) == "of")
        month = MONTHS.get(reading.low(after))
        return ((day[0], month), after + 1) if month else None
    month = MONTHS.get(reading.low(at))
    day = _day(reading, at + 1 + (reading.low(at + 1) == "the")) if month else None
    if not month or not day or reading.low(day[1]) in {"am", "pm", ":", "h", "o'clock"}:
        return None
    return (day[0], month), day[1]


def _day(reading: Reading, at: int) -> tuple[int, int] | None:
    """A day of the month in digits, with or without its ending."""
    number = reading.phrase.number(at)
    if number is None or len(reading.low(at)) > len("31"):
        return None
    ending = reading.low(at + 1) in ORDINAL_ENDINGS and reading.phrase.touching(at)
    return number, at + 1 + ending
