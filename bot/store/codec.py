"""A page of figures as one small blob, and back: exact to the last digit, or not at all.

A blob is a fixed header and zlib-compressed JSON. The header says whose figures they are and when
they were read, so that nothing needs unpacking to know whether they are still good. Amounts are
kept as they are written ("61.40" stays "61.40"), each distinct one once for a page; a column is a
list of places in that table.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
from typing import Any

import orjson

from bot.books import Page, Row, Value

VERSION = 1
LARGEST = 64 * 2**20  # bytes that a blob may unpack to; 100,000 rows need about 5 MB

_MAGIC = b"dg"
# magic, version, digest of the family, day, microseconds since 1970 of the reading, rows,
# checksum of the payload; then the checksum of all that.
_HEADER = struct.Struct(">2sB8sIqII")
_CHECK = struct.Struct(">I")
_START = _HEADER.size + _CHECK.size
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is kept: what its header says, and its rows still packed.

    `mark` is the checksum of the packed rows: equal rows have equal marks.
    """

    day: date
    read_at: datetime
    count: int
    mark: int
    payload: bytes


def encode(family: str, page: Page) -> bytes | None:
    """The page as a blob of that family; None where a text in it is not valid Unicode."""
    try:
        payload = zlib.compress(orjson.dumps(_packed(page.rows)), 1)
    except TypeError:  # orjson on a lone surrogate; such a page is never kept
        return None
    moment = (page.read_at - _EPOCH) // timedelta(microseconds=1)
    sizes = len(page.rows), zlib.crc32(payload)
    header = _HEADER.pack(_MAGIC, VERSION, _owner(family), page.day.toordinal(), moment, *sizes)
    return header + _CHECK.pack(zlib.crc32(header)) + payload


def look(family: str, day: date, blob: bytes | None) -> Kept | None:
    """What a blob's header says, its rows left packed.

    None (a miss) for no blob, a damaged one, another version's, another family's or day's.
    """
    if blob is None or len(blob) < _START:
        return None
    header, payload = blob[: _HEADER.size], blob[_START:]
    magic, version, owner, ordinal, moment, count, mark = _HEADER.unpack(header)
    if (magic, version, owner, ordinal) != (_MAGIC, VERSION, _owner(family), day.toordinal()):
        return None
    checks = _CHECK.pack(zlib.crc32(header)), zlib.crc32(payload)
    if (blob[_HEADER.size : _START], mark) != checks:
        return None
    return Kept(day, _EPOCH + timedelta(microseconds=moment), count, mark, payload)


def unpack(kept: Kept) -> tuple[Row, ...] | None:
    """The rows of a page; None where they are not what the header says."""
    try:
        rows = _rows(orjson.loads(_inflated(kept.payload)))
    except (zlib.error, ValueError, LookupError, TypeError, ArithmeticError):
        return None
    return rows if len(rows) == kept.count else None


def decode(family: str, day: date, blob: bytes | None) -> Page | None:
    """The whole page of a blob; None (a miss) wherever there is the least doubt."""
    kept = look(family, day, blob)
    rows = unpack(kept) if kept else None
    return Page(day, rows, kept.read_at) if kept and rows is not None else None


@lru_cache
def _owner(family: str) -> bytes:
    return blake2b(family.encode(), digest_size=8).digest()


def _packed(rows: tuple[Row, ...]) -> dict[str, Any]:
    table: dict[str, int] = {}
    return {
        "n": len(rows),
        "groups": [_grouped(values) for values in zip(*(row.group for row in rows), strict=True)],
        "amounts": [
            _shortened([table.setdefault(str(amount), len(table)) for amount in column])
            for column in zip(*(row.amounts for row in rows), strict=True)
        ],
        "table": " ".join(table),
    }


def _grouped(values: Iterable[Value]) -> list[Any]:
    table: dict[Value, int] = {}
    places = [table.setdefault(value, len(table)) for value in values]
    # Mostly each row has a value of its own, and the places would say 0, 1, 2, …
    return [list(table), None if len(table) == len(places) else _shortened(places)]


def _shortened(places: list[int]) -> list[int] | int:
    return places[0] if len(set(places)) == 1 else places


def _inflated(payload: bytes) -> bytes:
    inflater = zlib.decompressobj()
    text = inflater.decompress(payload, LARGEST)
    if not inflater.eof:
        raise ValueError("larger than any page, or cut short")
    return text


def _rows(packed: dict[str, Any]) -> tuple[Row, ...]:
    count, table = packed["n"], [Decimal(text) for text in packed["table"].split()]
    columns = [_spread(table, places, count) for places in packed["amounts"]]
    groups = [_spread(_values(values), places, count) for values, places in packed["groups"]]
    keys = zip(*groups, strict=True) if groups else repeat((), count)
    # `Row(...)` spelt so that no Python code runs for each of perhaps 200,000 rows.
    return tuple(
        map(tuple.__new__, repeat(Row), zip(keys, zip(*columns, strict=True), strict=True))
    )


def _values(values: list[Any]) -> list[Value]:
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _spread(table: list[Any], places: list[int] | int | None, count: int) -> Iterator[Any]:
    if places is None:
        return iter(table)
    if isinstance(places, int):
        return repeat(table[places], count)
    return map(table.__getitem__, places)
