"""Time zones as people name them: IANA names, cities, "London time", "my time"."""

import re
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.question.model import Kind, Unclear
from bot.question.schedule.near import nearest
from bot.question.schedule.phrase import squash
from bot.question.schedule.places import ABBREVIATIONS, PLACES
from bot.question.schedule.said import Hit, Reading, Said
from bot.question.schedule.words import KNOWN_WORDS

WHY_LETTERS = "Those letters stand for several zones, or only for half of a year; name a city."
WHY_OFFSET = "An offset stays behind when the clocks change; name a city."

AREAS = frozenset(
    [
        "africa",
        "america",
        "antarctica",
        "arctic",
        "asia",
        "atlantic",
        "australia",
        "europe",
        "indian",
        "pacific",
    ]
)
OTHER_AREAS = frozenset(["brazil", "canada", "chile", "etc", "mexico", "us"])
OWN = frozenset({"my", "our", "local", "mine"})
TIME = frozenset({"time", "timezone", "zone", "tz"})
# Last parts of IANA names that are not what a place is called.
NOT_PLACES = frozenset(
    [
        "act",
        "canary",
        "center",
        "easter",
        "eastern",
        "central",
        "general",
        "lhi",
        "mountain",
        "north",
        "nsw",
        "pacific",
        "samoa",
        "south",
        "west",
        "yancowinna",
        "factory",
        "universal",
        "greenwich",
    ]
)
# Letters and places that mean something else where nothing says that a zone is meant.
ALSO_WORDS = frozenset(["eastern", "central", "mountain", "pacific", "west", "met"])
SHORT = frozenset({"la", "sf", "uk", "gb", "nz"})
MOST_WORDS = 7  # of a place's name, marks included: "St. John's"

_LETTERS = {word: zones for words, zones in ABBREVIATIONS.items() for word in words.split()}
_CHUNK = re.compile(r"[^\s,;()\[\]\"`*]+")
_PREFIX = "tz/"  # before an IANA name that is an abbreviation too


@cache
def iana() -> dict[str, str]:
    """Every name in the IANA database, by the same in small letters.

    tzdata brings them in one small file; `zoneinfo.available_timezones` opens every zone.
    """
    names = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return {name.casefold(): name for name in names}


@cache
def places() -> dict[str, str]:
    """The zone of every place that can be named, by the squashed name; the shorter IANA name wins."""
    found = {}
    for low, name in sorted(iana().items(), key=lambda item: (-len(item[0]), item[0])):
        area, _, place = low.rpartition("/")
        if not area or area.split("/")[0] in AREAS:
            found[squash(place)] = name
    found |= {word: name for name, words in PLACES.items() for word in words.split()}
    return {word: name for word, name in found.items() if word not in NOT_PLACES | _LETTERS.keys()}


@cache
def beginnings() -> frozenset[str]:
    """Every beginning of a place's name or of letters: a word that is none begins no zone."""
    names = (*places(), *_LETTERS)
    return frozenset(name[:length] for name in names for length in range(1, len(name) + 1))


def spoken(zone: ZoneInfo) -> str:
    """The zone's name as the reader takes it: with a prefix where it could be another, or none."""
    key = zone.key
    sure = "/" in key or (key.casefold() not in SHORT and places().get(squash(key)) == key)
    return key if sure else f"{_PREFIX}{key}"


def zone(reading: Reading, at: int) -> Hit | Unclear | None:
    """`in Europe/London`, `London time`, `UTC`, `my time`; a bare name only after other words."""
    first = _head(reading, at)
    if reading.low(first) in OWN:
        end = _tail(reading, first + 1)
        return Hit(first, end, Said(zone=reading.zone)) if end > first + 1 else None
    asked = first > at
    return (
        _offset(reading, first)
        or _whole(reading, first)
        or _place(reading, first, asked=asked)
        or _unknown(reading, first, asked=asked)
    )


def _head(reading: Reading, at: int) -> int:
    """Past what announces a zone: "in", "tz:", "time zone"."""
    if reading.low(at) == "in":
        return at + 1
    pair = reading.low(at) == "time" and reading.low(at + 1) == "zone"
    if not pair and (reading.low(at) not in TIME - {"time"} or reading.low(at + 1) == "/"):
        return at
    end = at + 2 if pair else at + 1
    return end + (reading.low(end) in {":", "="})


def _tail(reading: Reading, at: int) -> int:
    """Past the words "time", "time zone" that may follow a zone's name."""
    while reading.low(at) in TIME:
        at += 1
    return at


def _chunk(reading: Reading, at: int) -> tuple[str, int]:
    """What stands there up to the next space, without marks at its end; and the word after it."""
    if at >= len(reading.phrase.words):
        return "", at
    first = reading.phrase.words[at].first
    match = _CHUNK.match(reading.phrase.text, first)
    chunk = match.group().rstrip(".!?':_") if match else ""
    end = at
    while end < len(reading.phrase.words) and reading.phrase.words[end].end <= first + len(chunk):
        end += 1
    return chunk, end


def _offset(reading: Reading, at: int) -> Unclear | None:
    """`UTC+2` and the like, refused: no zone of people keeps an offset all year by promise."""
    if reading.low(at) not in {"utc", "gmt"} or reading.low(at + 1) not in {"+", "-"}:
        return None
    end = at + 2
    while reading.phrase.number(end) is not None or reading.low(end) == ":":
        end += 1
    piece = reading.piece(at, end)
    if end == at + 2:
        return None
    return Unclear(Kind.UNKNOWN_VALUE, piece, (reading.zone.key, "UTC"), why=WHY_OFFSET)


def _whole(reading: Reading, at: int) -> Hit | Unclear | None:
    """A whole IANA name with a slash in it."""
    chunk, end = _chunk(reading, at)
    if "/" not in chunk or end == at:
        return None
    low = chunk.casefold()
    name = iana().get(low) or iana().get(low.removeprefix(_PREFIX))
    if name:
        return Hit(at, _tail(reading, end), Said(zone=ZoneInfo(name)))
    if low.split("/")[0] in AREAS | OTHER_AREAS:
        return _not_known(chunk)
    return None


def _place(reading: Reading, at: int, *, asked: bool) -> Hit | Unclear | None:
    """The longest run of words that names a place, or letters that name none for sure."""
    if squash(reading.low(at)) not in beginnings():
        return None
    for end in range(min(at + MOST_WORDS, len(reading.phrase.words)), at, -1):
        tail = _tail(reading, end)
        found = _named(reading, at, end, sure=asked or tail > end)
        if found is not None:
            return found
    return None


def _named(reading: Reading, at: int, end: int, *, sure: bool) -> Hit | Unclear | None:
    """What the words from `at` to before `end` name; `sure` where they can be nothing but a zone."""
    piece = reading.piece(at, end)
    name = squash(piece)
    if not sure and (not reading.begun or name in ALSO_WORDS):
        return None
    if name in _LETTERS:
        own = reading.zone.key
        zones = sorted(_LETTERS[name], key=lambda key: key != own)
        return Unclear(Kind.AMBIGUOUS_VALUE, piece, tuple(zones), why=WHY_LETTERS)
    if name in places() and (sure or name not in SHORT):
        return Hit(at, _tail(reading, end), Said(zone=ZoneInfo(places()[name])))
    return None


def _unknown(reading: Reading, at: int, *, asked: bool) -> Unclear | None:
    """A word where only a zone can stand, but none that is known."""
    chunk, end = _chunk(reading, at)
    asked = asked or reading.low(end) in TIME
    fits = asked and chunk[:1].isalpha() and reading.low(at) not in KNOWN_WORDS
    return _not_known(chunk) if fits else None


def _not_known(chunk: str) -> Unclear:
    known = {name.rsplit("/", 1)[-1].casefold(): name for name in iana().values()}
    near = nearest(chunk.rsplit("/", 1)[-1], known)
    return Unclear(Kind.UNKNOWN_VALUE, chunk, tuple(known[low] for low in near))
