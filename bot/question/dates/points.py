"""One date with all that says which one it is: its year, its month, its week, its weekday."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.question.dates.ago import RULES as AGO
from bot.question.dates.calendar import Unit
from bot.question.dates.figures import RULES as FIGURES
from bot.question.dates.figures import in_year
from bot.question.dates.names import RULES as NAMES
from bot.question.dates.reading import Match, Reading, Rule, Rules, tried
from bot.question.dates.relative import RULES as RELATIVE
from bot.question.dates.rolling import RULES as ROLLING
from bot.question.dates.spans import IMPOSSIBLE, Fixed, Open, Span, Wrong, inside
from bot.question.model import Period

YEAR_SIGNS = frozenset({"of", "in", "comma", "/", "-"})
SHORT_YEARS = range(15, 50)  # "q3 25", "5 oct 25"; Deepgram was founded in 2015


def merged(*tables: Mapping[str, tuple[Rule, ...]]) -> Rules:
    """All rules by the kind they begin with, those of the first table first."""
    found: dict[str, tuple[Rule, ...]] = {}
    for table in tables:
        for kind, rules in table.items():
            found[kind] = found.get(kind, ()) + rules
    return found


RULES = merged(FIGURES, NAMES, RELATIVE, AGO, ROLLING)


def point(reading: Reading, at: int) -> Match | None:
    """The longest date that begins there, joined with what stands around it."""
    found = tried(RULES, reading, at)
    while found is not None:
        end = found[0] + (reading.kinds[found[0]] == "poss")
        more = joined(reading, end, found[1])
        if more is None:
            return end, found[1]
        found = more
    return None


def joined(reading: Reading, at: int, span: Span) -> Match | None:
    """The span with the next thing that says which one it is, or None where nothing does."""
    match span:
        case Open():
            return (
                with_year(reading, at, span)
                or with_date(reading, at, span)
                or with_own_part(reading, at, span)
            )
        case Fixed():
            return with_part(reading, at, span)
        case Wrong():
            return (at + 1, span) if reading.kinds[at] == "year" else None


def with_year(reading: Reading, at: int, span: Open) -> Match | None:
    """`october 2025`, `oct 3, 2025`, `q3 of 2025`, `q3 25`."""
    if span.cycle is not Unit.YEAR:
        return None
    place = at + 1 if reading.kinds[at] in YEAR_SIGNS else at
    place = reading.opened(place)
    if reading.kinds[place] == "year" and reading.kinds[place + 1] != "unit":
        return place + 1, in_year(span, reading.n(place))
    if short_year(reading, at, span):
        return at + 1 + (reading.kinds[at] == "-"), in_year(span, 2000 + last_n(reading, at))
    return None


def short_year(reading: Reading, at: int, span: Open) -> bool:
    """Whether the year stands there in two figures, behind a quarter, half or day and month."""
    place = at + (reading.kinds[at] == "-" and reading.glued(at))
    if reading.kinds[place] != "num" or reading.n(place) not in SHORT_YEARS:
        return False
    if reading.kinds[place + 1] in ("month", "unit", "clock", "ago"):
        return False
    before = reading.kinds[at - 1]
    return before in ("quarter", "halfyear") or (before == "month" and span.unit is Unit.DAY)


def last_n(reading: Reading, at: int) -> int:
    """The number there, behind a dash if there is one."""
    return reading.n(at + (reading.kinds[at] == "-"))


def with_date(reading: Reading, at: int, span: Open) -> Match | None:
    """`monday last week`, `the 5th of last month`, `q1 this year`; `monday, oct 5`."""
    place = reading.joined(at)
    if reading.kinds[place] == "on":
        place = reading.opened(place + 1)
    if span.cycle is Unit.WEEK and span.unit is Unit.DAY:
        found = with_weekday(reading, place, span)
        if found:
            return found
    container = tried(RULES, reading, place)
    if container is None:
        return None
    within = contained(span, container[1])
    return None if within is None else (container[0], within)


def contained(span: Open, container: Span) -> Span | None:
    """The one of them in a unit as long as their cycle, which may recur itself."""
    if isinstance(container, Fixed) and holds(container, span.cycle):
        return inside(span, container)
    if isinstance(container, Open) and container.unit is span.cycle:
        return nested(span, container)
    return None


def nested(span: Open, container: Open) -> Open:
    """What recurs in each of what recurs: the Monday of week 40."""

    def make(first: date) -> Period | None:
        found = container.make(first)
        return span.make(found.first) if found else None

    return Open(container.cycle, make, span.unit)


def holds(span: Fixed, cycle: Unit) -> bool:
    """Whether it is exactly one such unit."""
    return span.unit is cycle and not span.rolling


def with_own_part(reading: Reading, at: int, span: Open) -> Match | None:
    """`week 40 monday`, `october, the 5th`: what recurs in what recurs."""
    place = reading.opened(at + 1 if reading.kinds[at] == "comma" else at)
    found = tried(RULES, reading, place)
    if found is None or not isinstance(found[1], Open) or found[1].cycle is not span.unit:
        return None
    return found[0], nested(found[1], span)


def with_weekday(reading: Reading, at: int, span: Open) -> Match | None:
    """`monday, oct 5` and `monday the 5th`: the date, if it is that day of the week."""
    found = None if reading.kinds[at] == "weekday" else point(reading, at)
    named = span.make(reading.calendar.today)
    if found is None or named is None:
        return None
    weekday = named.first.weekday()
    end, day = found
    if isinstance(day, Wrong) or day.unit is not Unit.DAY:
        return None
    if isinstance(day, Open):
        return None if day.cycle is Unit.WEEK else (end, replace(day, weekday=weekday))
    if not day.dated:
        return None
    return end, day if day.period.first.weekday() == weekday else IMPOSSIBLE


def with_part(reading: Reading, at: int, span: Fixed) -> Match | None:
    """`last week monday`, `last year's october`, `2025 q3`: the part that the unit holds."""
    if span.unit not in (Unit.WEEK, Unit.MONTH, Unit.YEAR) or span.rolling:
        return None
    place = at + 1 if reading.kinds[at] == "comma" else at
    place = reading.opened(at + 1 if reading.kinds[place] == "on" else place)
    found = tried(RULES, reading, place)
    if found is None or not isinstance(found[1], Open) or found[1].cycle is not span.unit:
        return None
    return found[0], inside(found[1], span)
