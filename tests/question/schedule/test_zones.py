"""How people name time zones, and which names are refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.model import Kind
from bot.question.schedule import read_schedule
from bot.question.schedule.phrase import squash
from bot.question.schedule.words import KNOWN_WORDS
from bot.question.schedule.zones import iana, places, spoken

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def read(text, zone=BERLIN):
    return read_schedule(text, zone, NOW)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("in Europe/London", "Europe/London"),
        ("Europe/London", "Europe/London"),
        ("europe/london", "Europe/London"),
        (", Europe/London", "Europe/London"),
        ("(Europe/London)", "Europe/London"),
        ("London time", "Europe/London"),
        ("London", "Europe/London"),
        ("in London.", "Europe/London"),
        ("uk time", "Europe/London"),
        ("in New York", "America/New_York"),
        ("new york time", "America/New_York"),
        ("America/New_York time", "America/New_York"),
        ("NYC", "America/New_York"),
        ("in SF", "America/Los_Angeles"),
        ("San Francisco time", "America/Los_Angeles"),
        ("US/Pacific", "US/Pacific"),
        ("in Buenos Aires", "America/Buenos_Aires"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Port-au-Prince time", "America/Port-au-Prince"),
        ("in São Paulo", "America/Sao_Paulo"),
        ("in Sao Paulo", "America/Sao_Paulo"),
        ("Kyiv time", "Europe/Kyiv"),
        ("Bangalore", "Asia/Kolkata"),
        ("in Japan", "Japan"),
        ("JST", "Asia/Tokyo"),
        ("UTC", "UTC"),
        ("utc time", "UTC"),
        ("Z", "UTC"),
        ("GMT", "GMT"),
        ("tz: Asia/Tokyo", "Asia/Tokyo"),
        ("timezone Tokyo", "Asia/Tokyo"),
        ("time zone: Tokyo", "Asia/Tokyo"),
        ("my time", "Europe/Berlin"),
        ("local time", "Europe/Berlin"),
        ("in my timezone", "Europe/Berlin"),
    ],
)
def test_a_zone_has_many_names(words, key):
    assert read(f"every monday 9:00 {words}").zone.key == key
    assert read(f"every monday 9:00 {words}").next_after(NOW)[0].local.hour == 9


@pytest.mark.parametrize("text", ["in Tokyo every monday 9am", "9am Tokyo time every monday"])
def test_a_zone_may_stand_anywhere(text):
    assert read(text).zone.key == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("letters", "meant"),
    [
        ("ET", "America/New_York"),
        ("EST", "America/New_York"),
        ("pst", "America/Vancouver"),
        ("CET", "Europe/Berlin"),
        ("BST", "Europe/London"),
        ("IST", "Asia/Kolkata"),
        ("Eastern time", "America/Toronto"),
    ],
)
def test_letters_that_say_no_zone_are_refused_with_zones_to_name(letters, meant):
    found = read(f"every monday 9am {letters}")

    assert found.kind is Kind.AMBIGUOUS_VALUE
    assert found.text == letters.removesuffix(" time")
    assert meant in found.suggestions
    assert found.why
    assert read(found.mended[0]).zone.key == found.suggestions[0]


def test_the_creators_own_zone_is_suggested_first():
    assert read("daily 9am CET", ZoneInfo("Europe/Madrid")).suggestions[0] == "Europe/Madrid"


@pytest.mark.parametrize("offset", ["UTC+2", "GMT-5", "UTC+05:30"])
def test_an_offset_is_refused_since_it_knows_no_daylight_saving(offset):
    found = read(f"every monday 9am {offset}")

    assert (found.kind, found.text) == (Kind.UNKNOWN_VALUE, offset)
    assert found.suggestions == ("Europe/Berlin", "UTC")


@pytest.mark.parametrize(
    ("words", "piece", "meant"),
    [
        ("in Lodnon", "Lodnon", "Europe/London"),
        ("Europe/Lodnon", "Europe/Lodnon", "Europe/London"),
        ("Pariss time", "Pariss", "Europe/Paris"),
        ("in Xyzzyville", "Xyzzyville", None),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(words, piece, meant):
    found = read(f"every monday 9am {words}")

    assert (found.kind, found.text) == (Kind.UNKNOWN_VALUE, piece)
    assert meant in found.suggestions if meant else not found.suggestions


def test_every_zone_can_be_said_and_read_back():
    lost = [
        name
        for name in iana().values()
        if read(f"every monday at 09:00, {spoken(ZoneInfo(name))}").zone.key != name
    ]

    assert len(iana()) > 500
    assert lost == []


def test_no_place_is_a_word_of_the_language():
    assert not places().keys() & {squash(word) for word in KNOWN_WORDS}


def test_every_place_is_in_a_zone_that_exists():
    assert {iana().get(name.casefold()) for name in places().values()} == set(places().values())
