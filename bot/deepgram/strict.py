"""JSON as it is let in from outside: exact, whole and of the documented shape, or not at all.

Numbers become `Decimal` with every digit that was sent. Refused, as `Trouble(NOT_TRUSTED)`: text
that is not UTF-8 or not JSON, a byte-order mark, a name twice in one object, NaN and infinities,
booleans or strings where a number is due, amounts below zero or beyond all sense. What is refused
is named in our words; nothing of the body is repeated.
"""

import json
from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import NoReturn

from bot.trouble import Reason, Trouble

Object = dict[str, object]

MOST = Decimal(10**24)  # no amount of hours, requests, tokens or dollars comes near it
FINEST = -60  # digits after the point; a double printed in full has far fewer
SHORT = 40  # characters within which a plain number keeps both bounds by itself
# Sums of a million such amounts are still exact, or raise.
EXACT = Context(prec=120, traps=[Inexact, InvalidOperation, Overflow])
ZERO = Decimal(0)


def refuse(fault: str) -> NoReturn:
    """Refuse the body as a whole; `fault` is a few words of ours, never of the body."""
    raise Trouble(Reason.NOT_TRUSTED, {"fault": fault})


def decode(body: bytes) -> object:
    """The JSON value of a body, every number in it a `Decimal`. Raises Trouble."""
    try:
        value: object = json.loads(
            body.decode(),
            parse_float=_fraction,
            parse_int=Decimal,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError, ArithmeticError):
        value = _UNREADABLE
    if value is _UNREADABLE:  # raised here, so that the body hangs on no exception
        refuse("not JSON")
    return value


_UNREADABLE = object()


def _object(pairs: list[tuple[str, object]]) -> Object:
    value = dict(pairs)
    if len(value) != len(pairs):
        refuse("a name twice in one object")
    return value


def _constant(_: str) -> NoReturn:
    refuse("a number that is none")


def _fraction(written: str) -> Decimal:
    number = Decimal(written)
    if len(written) > SHORT or "e" in written or "E" in written:
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < FINEST or number.adjusted() >= SHORT:
            refuse("a number beyond all sense")
        number = EXACT.add(number, ZERO)  # 1.5E+3 is 1500
    return number or ZERO  # 0.0 and -0.0 are 0


def object_of(value: object, what: str) -> Object:
    """The value, where it is an object."""
    if type(value) is not dict:
        refuse(f"{what} is not an object")
    return value


def list_of(value: object, what: str) -> list[object]:
    """The value, where it is a list."""
    if type(value) is not list:
        refuse(f"{what} is not a list")
    return value


def objects(holder: Object, name: str) -> list[Object]:
    """The member of that name: a list of objects, which must be there."""
    return [object_of(item, f"{name}[]") for item in list_of(holder.get(name), name)]


def amount(value: object, name: str) -> Decimal:
    """A number of zero or more, exact."""
    if type(value) is not Decimal:
        refuse(f"{name} is not a number")
    if not ZERO <= value < MOST:
        refuse(f"{name} is below zero or beyond all sense")
    return value or ZERO  # -0 is 0


def signed(value: object, name: str) -> Decimal:
    """A number of either sign, exact."""
    if type(value) is Decimal and value < ZERO:
        return amount(value.copy_negate(), name).copy_negate()
    return amount(value, name)


def count(value: object, name: str) -> Decimal:
    """A whole number of zero or more; 3.0 is 3."""
    number = amount(value, name)
    whole = number.to_integral_value()
    if whole != number:
        refuse(f"{name} is not a whole number")
    return whole


def whole(value: object, name: str) -> int:
    """A whole number of zero or more, as an int."""
    return int(count(value, name))


def text(value: object, name: str) -> str:
    """A string that can be written down again."""
    if type(value) is not str:
        refuse(f"{name} is not a text")
    if not value.isascii() and not _writable(value):
        refuse(f"{name} is not valid text")
    return value


def _writable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def text_or_none(value: object, name: str) -> str | None:
    """A string, or None for null and for what is missing."""
    return None if value is None else text(value, name)


def texts(value: object, name: str) -> tuple[str, ...]:
    """The strings of a list without its nulls, in order; null and missing are an empty list."""
    if value is None:
        return ()
    return tuple([text(item, name) for item in list_of(value, name) if item is not None])


def listed(holder: Object, name: str) -> tuple[str, ...]:
    """The strings of a list that must be there, be it as null."""
    if name not in holder:
        refuse(f"{name} is missing")
    return texts(holder[name], name)


def moment(value: object, name: str) -> datetime:
    """An ISO 8601 time, in UTC; without a zone it is taken as UTC."""
    try:
        found = datetime.fromisoformat(text(value, name))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    refuse(f"{name} is not a time")


def moment_or_none(value: object, name: str) -> datetime | None:
    """An ISO 8601 time in UTC, or None for null and for what is missing."""
    return None if value is None else moment(value, name)
