"""What is refused: the very piece, in which way it failed, and what to type instead."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.model import Kind, Unclear
from bot.question.schedule import Schedule, read_schedule
from bot.question.schedule.words import ONE_A_DAY

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def read(text):
    return read_schedule(text, BERLIN, NOW)


TOO_OFTEN = (
    "hourly",
    "every hour",
    "every 5 minutes",
    "every 24 hours",
    "every half hour",
    "every half-hour",
    "once an hour",
    "every second",
    "twice a day",
    "3 times a day",
    "2x daily",
    "several times a day",
    "every couple of hours",
    "cron */5 * * * *",
    "*/5 * * * *",
    "0 9,17 * * *",
    "cron 0 */6 * * 1-5",
    "@hourly",
)


@pytest.mark.parametrize("text", TOO_OFTEN)
def test_more_than_once_a_day_is_refused_with_the_reason(text):
    found = read(text)

    assert isinstance(found, Unclear)
    assert (found.kind, found.text, found.why) == (Kind.NOT_UNDERSTOOD, text, ONE_A_DAY)
    assert found.mended[0] == "every day at 09:00"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("every day at 9 and 17", "17"),
        ("every day 9am-5pm", "5pm"),
        ("every monday at 9am and 5pm", "5pm"),
        ("daily at noon and midnight", "midnight"),
        ("every day at 9am at 9am", "9am"),
    ],
)
def test_a_second_time_is_refused_with_the_reason(text, piece):
    found = read(text)

    assert (found.kind, found.text, found.why) == (Kind.NOT_UNDERSTOOD, piece, ONE_A_DAY)


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("every day at 25:00", Kind.BAD_NUMBER, "25:00"),
        ("at 25:00", Kind.BAD_NUMBER, "25:00"),
        ("every day 9:75", Kind.BAD_NUMBER, "9:75"),
        ("every day at 9:5", Kind.BAD_NUMBER, "9:5"),
        ("every day at 2460", Kind.BAD_NUMBER, "2460"),
        ("every monday at 99999999999", Kind.BAD_NUMBER, "99999999999"),
        ("every day at 19:00 in the morning", Kind.BAD_NUMBER, "19:00 in the morning"),
        ("every day at 9am in the evening", Kind.BAD_NUMBER, "9am in the evening"),
        ("every 0 days", Kind.BAD_NUMBER, "every 0 days"),
        ("every 2 quarters", Kind.BAD_NUMBER, "every 2 quarters"),
        ("every 2 years on 1 jan", Kind.BAD_NUMBER, "every 2 years"),
        ("every 60 weeks", Kind.BAD_NUMBER, "every 60 weeks"),
        ("every 99999999999999 weeks", Kind.BAD_NUMBER, "every 99999999999999 weeks"),
        ("6th monday of the month", Kind.BAD_NUMBER, "6th monday"),
        ("cron 0 25 * * *", Kind.BAD_NUMBER, "25"),
        ("cron 0 9 * * 8", Kind.BAD_NUMBER, "8"),
        ("every 31 feb", Kind.IMPOSSIBLE_DATE, "31 feb"),
        ("30 feb", Kind.IMPOSSIBLE_DATE, "30 feb"),
        ("on the 31st of april", Kind.IMPOSSIBLE_DATE, "31st of april"),
        ("on the 32nd", Kind.IMPOSSIBLE_DATE, "32nd"),
        ("every 0th of the month", Kind.IMPOSSIBLE_DATE, "0th"),
        ("every monday from 30 feb", Kind.IMPOSSIBLE_DATE, "30 feb"),
        ("every monday from 2027-13-01", Kind.IMPOSSIBLE_DATE, "2027-13-01"),
        ("cron 0 9 31 2 *", Kind.IMPOSSIBLE_DATE, "31 2 *"),
        ("every year on 1 jan 2027", Kind.NOT_UNDERSTOOD, "2027"),
        ("every monday 9am <@U123|ana>", Kind.NOT_UNDERSTOOD, "<@U123|ana>"),
        ("every monday 9am \U0001f600", Kind.NOT_UNDERSTOOD, "\U0001f600"),
        ("every day at 9 5 times", Kind.NOT_UNDERSTOOD, "5 times"),
        ("every monday every week every friday", Kind.NOT_UNDERSTOOD, "friday"),
        ("every monday of the month", Kind.NOT_UNDERSTOOD, "monday of the month"),
        ("every monday on the 1st", Kind.NOT_UNDERSTOOD, "monday on the 1st"),
        ("every week on the 1st", Kind.NOT_UNDERSTOOD, "every week on the 1st"),
        ("every month on 1 jan", Kind.NOT_UNDERSTOOD, "every month on 1 jan"),
        ("every 3 days on monday", Kind.NOT_UNDERSTOOD, "every 3 days on monday"),
        ("every week except monday", Kind.NOT_UNDERSTOOD, "every week except monday"),
        ("monday except monday", Kind.NOT_UNDERSTOOD, "monday except monday"),
        ("every week of the month", Kind.NOT_UNDERSTOOD, "of the month"),
        ("5th monday of the quarter", Kind.NOT_UNDERSTOOD, "5th monday"),
        ("monthly quarterly", Kind.NOT_UNDERSTOOD, "quarterly"),
        ("every quarter on the first and last day", Kind.NOT_UNDERSTOOD, "first and last day"),
        ("on monday, every wednesday 9am", Kind.NOT_UNDERSTOOD, "wednesday"),
        ("every monday 9am until christmas", Kind.UNKNOWN_WORD, "until"),
        ("0 9 * * 1 0", Kind.NOT_UNDERSTOOD, "0"),
        ("jeden montag 9 uhr", Kind.UNKNOWN_WORD, "jeden"),
        ("every day at", Kind.MISSING_VALUE, "at"),
        ("", Kind.MISSING_VALUE, ""),
        ("  \u200b ", Kind.MISSING_VALUE, ""),
        ("9am", Kind.MISSING_VALUE, "9am"),
        ("in Europe/London", Kind.MISSING_VALUE, "in Europe/London"),
        ("cron 0 9", Kind.MISSING_VALUE, "cron 0 9"),
        ("twice a week", Kind.MISSING_VALUE, "twice a week"),
    ],
)
def test_the_piece_that_failed_is_named(text, kind, piece):
    found = read(text)

    assert isinstance(found, Unclear), found
    assert (found.kind, found.text) == (kind, piece)


@pytest.mark.parametrize(
    ("text", "kind", "piece", "instead"),
    [
        ("every mondya 9am", Kind.UNKNOWN_WORD, "mondya", "monday"),
        ("every weekdy 9am", Kind.UNKNOWN_WORD, "weekdy", "weekday"),
        ("dayly at 9", Kind.UNKNOWN_WORD, "dayly", "daily"),
        ("every day 13pm", Kind.BAD_NUMBER, "13pm", "13:00"),
        ("every day at 0am", Kind.BAD_NUMBER, "0am", "00:00"),
        ("every day at 24:00", Kind.BAD_NUMBER, "24:00", "23:59"),
        ("every month 9", Kind.NOT_UNDERSTOOD, "9", "at 9"),
        ("every", Kind.MISSING_VALUE, "every", "every Monday at 09:00"),
        ("9am", Kind.MISSING_VALUE, "9am", "every weekday at 09:00"),
        (
            "every second tuesday",
            Kind.AMBIGUOUS_VALUE,
            "every second tuesday",
            "every 2 weeks on Tuesday",
        ),
        (
            "every third friday at 4pm",
            Kind.AMBIGUOUS_VALUE,
            "every third friday",
            "every month on the third Friday",
        ),
        ("biweekly on monday", Kind.AMBIGUOUS_VALUE, "biweekly", "every 2 weeks"),
        ("bi-monthly", Kind.AMBIGUOUS_VALUE, "bi-monthly", "on the 1st and 15th"),
        ("monthly on monday", Kind.AMBIGUOUS_VALUE, "monday", "the first Monday"),
        ("quarterly on mon", Kind.AMBIGUOUS_VALUE, "mon", "the last Monday"),
        (
            "every other weekday at 9",
            Kind.AMBIGUOUS_VALUE,
            "every other weekday",
            "every Tuesday and Thursday",
        ),
        ("twice a month", Kind.MISSING_VALUE, "twice a month", "on the 1st and 15th"),
        ("cron 0 9", Kind.MISSING_VALUE, "cron 0 9", "cron 0 9 * * 1"),
        ("tomorrow at 9", Kind.NOT_UNDERSTOOD, "tomorrow", "every day"),
        ("next monday 9am", Kind.NOT_UNDERSTOOD, "next", "every"),
        ("once on 5 dec", Kind.NOT_UNDERSTOOD, "once", "every year"),
    ],
)
def test_a_suggestion_mends_the_phrase(text, kind, piece, instead):
    found = read(text)

    assert (found.kind, found.text) == (kind, piece)
    assert instead in found.suggestions
    assert text.replace(piece, instead) in found.mended
    assert all(isinstance(read(mended), Schedule) for mended in found.mended)


def test_a_text_too_long_is_not_looked_at():
    assert read("every monday " + "x" * 4_000).kind is Kind.TOO_LONG
    assert (
        read("every monday" + " " * 3_900).say()
        == "every Monday at 09:00 (no time was named), Europe/Berlin"
    )
