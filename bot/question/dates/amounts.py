"""How many of which unit: `7 days`, `two full weeks`, `a couple of months`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.question.dates.calendar import Unit
from bot.question.dates.reading import Reading

COUPLE, FEW = 2, 3
DOZEN, HUNDRED = 12, 100
TENS = 10
NOT_WHOLE = -1


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and the place behind it; `vague` where it was "a few", below 1 where it is no count."""

    end: int
    number: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """So many units, and the place behind them.

    `unit` is None where it is shorter than a day. `full` where only whole calendar units count.
    """

    end: int
    number: int
    unit: Unit | None
    full: bool = False
    vague: bool = False


def amount(reading: Reading, at: int) -> Amount | None:
    """`7`, `seven`, `a hundred and twenty`, `a couple of`, `few`, or "a" for one."""
    read = AMOUNTS.get(reading.kinds[at])
    return read(reading, at) if read else None


def in_figures(reading: Reading, at: int) -> Amount:
    """`7`, `2000`."""
    return halved(reading, Amount(at + 1, reading.n(at)))


def broken(_reading: Reading, at: int) -> Amount:
    """`1.5`: no whole number of anything."""
    return Amount(at + 1, NOT_WHOLE)


def couple(reading: Reading, at: int) -> Amount:
    """`couple of`."""
    return Amount(at + 2 if reading.kinds[at + 1] == "of" else at + 1, COUPLE)


def few(_reading: Reading, at: int) -> Amount:
    """`few`."""
    return Amount(at + 1, FEW, vague=True)


def indefinite(reading: Reading, at: int) -> Amount | None:
    """What follows an "a": `couple of`, `few`, `hundred`, or a unit, of which it means one."""
    kind = reading.kinds[at + 1]
    if kind in ("couple", "few") or (kind == "count" and reading.n(at + 1) in (DOZEN, HUNDRED)):
        return amount(reading, at + 1)
    return Amount(at + 1, 1) if kind in ("unit", "clock") else None


def said(reading: Reading, at: int) -> Amount:
    """`seven`, and no whole number in `one and a half`."""
    return halved(reading, in_words(reading, at))


def in_words(reading: Reading, at: int) -> Amount:
    """`seven`, `twenty one`, `two hundred and five`."""
    small = below_hundred(reading, at)
    if not is_hundred(reading, small.end):
        return small
    hundreds = Amount(small.end + 1, small.number * HUNDRED)
    return and_more(reading, hundreds)


def below_hundred(reading: Reading, at: int) -> Amount:
    """One number word, or tens and ones; a hundred that leads is one hundred."""
    number = reading.n(at)
    if number == HUNDRED:
        return and_more(reading, Amount(at + 1, HUNDRED))
    ones = at + 1
    tens_lead = number > DOZEN and number % TENS == 0
    if tens_lead and reading.kinds[ones] == "count" and 0 < reading.n(ones) < TENS:
        return Amount(ones + 1, number + reading.n(ones))
    return Amount(ones, number)


def is_hundred(reading: Reading, at: int) -> bool:
    """Whether the word "hundred" stands there."""
    return reading.kinds[at] == "count" and reading.n(at) == HUNDRED


def and_more(reading: Reading, hundreds: Amount) -> Amount:
    """The hundreds with what is added to them: `one hundred and twenty`."""
    at = hundreds.end + 1 if reading.kinds[hundreds.end] == "and" else hundreds.end
    if reading.kinds[at] != "count" or reading.n(at) >= HUNDRED:
        return hundreds
    more = below_hundred(reading, at)
    return Amount(more.end, hundreds.number + more.number)


def halved(reading: Reading, found: Amount) -> Amount:
    """The amount, or no whole one where "and a half" follows."""
    end = and_a_half(reading, found.end)
    return found if end is None else Amount(end, NOT_WHOLE)


def and_a_half(reading: Reading, at: int) -> int | None:
    """The place behind "and a half", or None where it does not stand there."""
    return at + 3 if reading.kinds[at : at + 3] == ["and", "a", "half"] else None


def unit_at(reading: Reading, at: int) -> tuple[int, Unit | None, int] | None:
    """The place behind a unit, the unit (None below a day), and how many of it the word means."""
    kind = reading.kinds[at]
    if kind == "unit":
        unit, size = reading.numbers[at]
        return at + 1, Unit(unit), size
    if kind == "half":
        year = reading.kinds[at + 1] == "unit" and reading.n(at + 1) == Unit.YEAR
        return at + 2 if year else at + 1, Unit.HALF, 1
    return (at + 1, None, 1) if kind == "clock" else None


def counted(reading: Reading, at: int) -> Counted | None:
    """So many units: `7 days`, `full 7 days`, `two whole weeks`, `1.5 months`."""
    if reading.kinds[at] == "year" and reading.kinds[at - 1] != "rel" and not reading.glued(at + 1):
        return None  # "2025 week 40" counts no weeks
    start = reading.skip(at, frozenset({"full"}))
    number = amount(reading, start)
    if number is None:
        return None
    place = reading.skip(number.end, frozenset({"full"}))
    unit = unit_at(reading, place)
    if unit is None:
        return None
    full = start > at or place > number.end or reading.kinds[at - 1] == "full"
    found = Counted(unit[0], number.number * unit[2], unit[1], full, number.vague)
    end = and_a_half(reading, found.end)
    return found if end is None else replace(found, end=end, number=NOT_WHOLE)


AMOUNTS: dict[str, Callable[[Reading, int], Amount | None]] = {
    "num": in_figures,
    "year": in_figures,
    "decimal": broken,
    "dot": broken,
    "count": said,
    "a": indefinite,
    "couple": couple,
    "few": few,
}
