"""Numbers as people read them: the only place where an amount is rounded.

Amounts are exact `Decimal`s in the units of their column: hours, counts, US dollars. Halves are
rounded away from zero. What is not nothing is never shown as nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

# Enough digits that no amount is ever refused; cheap, since only what is there is worked on.
EXACT = Context(prec=5_000, rounding=ROUND_HALF_UP)
RATIO = Context(prec=28, rounding=ROUND_HALF_UP)
ZERO = Decimal(0)
ESTIMATED = 3  # figures of an estimate
TIMES = "\N{MULTIPLICATION SIGN}"
LONGEST = Decimal(10) ** 24  # from here on a number is said in powers of ten


@dataclass(frozen=True, slots=True)
class Notation:
    """How digits are grouped and where the fraction begins."""

    group: str = ","
    point: str = "."


ENGLISH = Notation()
_in_force: ContextVar[Notation] = ContextVar("notation", default=ENGLISH)
# The settings' names for them: a number as it looks.
NOTATIONS: dict[str, Notation] = {
    "1,234.56": ENGLISH,
    "1.234,56": Notation(".", ","),
    "1 234,56": Notation("\N{NARROW NO-BREAK SPACE}", ","),
    "1'234.56": Notation("\N{RIGHT SINGLE QUOTATION MARK}", "."),
    "1234.56": Notation("", "."),
}


@contextmanager
def written(notation: Notation) -> Iterator[None]:
    """Every number that people read is written so, inside.

    It goes along with the task, and into the tasks that it starts.
    """
    token = _in_force.set(notation)
    try:
        yield
    finally:
        _in_force.reset(token)


def in_force() -> Notation:
    """How numbers are written here."""
    return _in_force.get()


@dataclass(frozen=True, slots=True)
class Unit:
    """How one column is said: over a table, for one, for many, and shortly."""

    header: str
    one: str
    many: str
    short: str
    places: int = 0
    sign: str = ""


UNITS: dict[str, Unit] = {
    "hours": Unit("Hours", "hour of audio", "hours of audio", "h", 2),
    "total_hours": Unit("Total hours", "hour processed", "hours processed", "h processed", 2),
    "agent_hours": Unit("Agent hours", "agent hour", "agent hours", "agent h", 2),
    "requests": Unit("Requests", "request", "requests", "requests"),
    "characters": Unit("Characters", "character", "characters", "characters"),
    "tokens_in": Unit("Tokens in", "token in", "tokens in", "tokens in"),
    "tokens_out": Unit("Tokens out", "token out", "tokens out", "tokens out"),
    "cost": Unit("Cost", "", "", "", 2, "$"),
}


def unit(column: str) -> Unit:
    """The unit of a column; a column that is new here is said by its name, as a count."""
    words = column.replace("_", " ")
    return UNITS.get(column) or Unit(words.capitalize(), words, words, words)


def counted(number: int) -> str:
    """How many: 1,204."""
    return _written(Decimal(number))


def exact(amount: Decimal) -> str:
    """Every digit of an amount in a unit that is not one of ours: 1,204.125."""
    return _trim(_written(amount))


def rounded(amount: Decimal, column: str) -> Decimal:
    """The amount as far as it is shown: cents, hundredths of an hour, whole counts."""
    return _round(amount, unit(column).places)


def cell(amount: Decimal, column: str) -> str:
    """For a table whose header says the unit: 61.40, 18,204, $412.80."""
    of = unit(column)
    return _signed(amount, of, _digits(amount, of.places))


def figure(amount: Decimal, column: str) -> str:
    """In full, for a headline: 61.4 hours of audio, 18,204 requests, $412.80."""
    of = unit(column)
    text = _signed(amount, of, _trimmed(amount, of))
    words = of.one if rounded(amount, column) == 1 else of.many
    return f"{text} {words}".rstrip()


def brief(amount: Decimal, column: str) -> str:
    """In short, for a line: 61.4 h, 18,204 requests, 12.3M characters, $412.80."""
    of = unit(column)
    text = _signed(amount, of, _compact(amount, of))
    words = of.one if of.short == of.many and rounded(amount, column) == 1 else of.short
    return f"{text} {words}".rstrip()


def about(amount: Decimal, column: str, rounding: str) -> str:
    """An estimate, of which nothing finer than three figures is known: $1,230, 41.3 h."""
    three = Context(prec=ESTIMATED, rounding=rounding).plus(amount)
    return brief(three, column).removesuffix(f"{in_force().point}00")


def difference(amount: Decimal, column: str) -> str:
    """+9.4 h, -$17.58, +1,200: more or less by so much, of what was just said."""
    of = unit(column)
    text = _signed(amount, of, _compact(amount, of))
    return f"{'+' if amount > 0 else ''}{text}{' h' if of.short == 'h' else ''}"


def change(now: Decimal, before: Decimal, column: str) -> str:
    """+18 % (+$63.10), new, gone, no change."""
    if now == before:
        return "no change"
    moved = f"({difference(EXACT.subtract(now, before), column)})"
    return f"{change_word(now, before)} {moved}"


def change_word(now: Decimal, before: Decimal) -> str:
    """+18 %, new, gone, no change: never a percentage of nothing."""
    if now == before:
        return "no change"
    if not before:
        return "new"
    if not now:
        return "gone"
    return percent(RATIO.divide(EXACT.subtract(now, before), abs(before)))


def percent(fraction: Decimal) -> str:
    """+18 %, -0.4 %, +1,150 %: a change, with a tenth where it is small."""
    amount = RATIO.multiply(fraction, Decimal(100))
    places = 0 if abs(amount) >= 10 else 1  # noqa: PLR2004 (from ten per cent on, whole ones)
    text = _trim(_digits(abs(amount), places))
    return f"{'-' if amount < 0 else '+'}{text} %"


def share(fraction: Decimal | None, value: Decimal | None = None) -> str:
    """67 %, <1 %, >99 %, and a dash of nothing; `value` says whether there was anything at all."""
    if fraction is None:
        return "—"
    amount = RATIO.multiply(fraction, Decimal(100))
    if value and abs(amount) < 1:
        return "<1 %"
    if Decimal("99.5") <= amount < 100:  # noqa: PLR2004 (not quite all)
        return ">99 %"
    return f"{_round(amount, 0):f} %"


def plotted(amount: Decimal, column: str) -> float:
    """For a chart: as it is shown, or three figures of it where that would be nothing."""
    near = rounded(amount, column)
    return float(near or Context(prec=3, rounding=ROUND_HALF_UP).plus(amount))


def _round(amount: Decimal, places: int) -> Decimal:
    near = amount.quantize(Decimal(1).scaleb(-places), context=EXACT)
    return near or abs(near)  # never -0.00


def _digits(amount: Decimal, places: int) -> str:
    """The number without its sign, grouped; <0.01 where it would round to nothing."""
    near = abs(_round(amount, places))
    if amount and not near:
        return "<" + _written(Decimal(1).scaleb(-places))
    return _powers(near) if near >= LONGEST else _written(near)


def _written(number: Decimal) -> str:
    of = in_force()
    return f"{number:,f}".translate({ord(","): of.group, ord("."): of.point})


def _powers(number: Decimal) -> str:
    digits, power = f"{number:.3e}".split("e")
    return f"{digits.replace('.', in_force().point)} {TIMES} 10^{int(power)}"


def _signed(amount: Decimal, of: Unit, digits: str) -> str:
    tiny = "<" if digits.startswith("<") else ""
    return f"{'-' if amount < 0 else ''}{tiny}{of.sign}{digits.removeprefix('<')}"


def _trimmed(amount: Decimal, of: Unit) -> str:
    digits = _digits(amount, of.places)
    return digits if of.sign else _trim(digits)


def _trim(digits: str) -> str:
    """Without zeros at the end of a fraction: 61.4 for 61.40."""
    point = in_force().point
    if point not in digits or TIMES in digits:
        return digits
    return digits.rstrip("0").rstrip(point)


SIZES = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"))
SHORT_ENOUGH = Decimal(10) ** 6


def _compact(amount: Decimal, of: Unit) -> str:
    """Three figures and a letter for counts from a million on; all else in full."""
    near = abs(_round(amount, of.places))
    if of.sign or of.places or near < SHORT_ENOUGH or near >= LONGEST:
        return _trimmed(amount, of)
    three = Context(prec=3, rounding=ROUND_HALF_UP).plus(near)
    size, letter = next((s, letter) for s, letter in SIZES if three >= s)
    return _trim(_written(RATIO.divide(three, size))) + letter
