"""The last step reads one explicit day, and refuses everything that it could read otherwise."""

import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.dates import explicit
from bot.question.model import Kind, Period, Standpoint, Unclear

STANDPOINT = Standpoint(datetime(2026, 11, 25, 12, tzinfo=UTC), ZoneInfo("UTC"))


@pytest.mark.parametrize(
    "text",
    ["5th day of november 2025", "2025 the 5th of november", "2025, on the 5th of November"],
)
def test_a_spelled_out_day_is_read(text: str) -> None:
    assert explicit(text, STANDPOINT) == Period(date(2025, 11, 5), date(2025, 11, 5))


@pytest.mark.parametrize(
    "text",
    [
        "may",
        "sat",
        "mo",
        "a",
        "12",
        "2025-13-01",
        "october 2025",
        "5 november",
        "last week",
        "",
        "31 feb 2025",
        "november 31 2025",
        "5 november 2025 10:00",
        "5-9 november 2025",
        "support",
        "5 or 6 november 2025",
        "5 november 2025 or 2024",
        "5 support november 2025",
        "13 13 2025",
        "5 november 2025 " + "x" * 80,
        "the 5th of november 2025" + " " * 60 + "and so on",
    ],
)
def test_what_may_mean_something_else_is_not_read(text: str) -> None:
    found = explicit(text, STANDPOINT)

    assert isinstance(found, Unclear)
    assert found.kind is Kind.NOT_UNDERSTOOD


def test_a_day_to_come_is_in_the_future() -> None:
    found = explicit("5th day of november 2027", STANDPOINT)

    assert isinstance(found, Unclear)
    assert found.kind is Kind.FUTURE


def test_the_library_is_not_imported_until_it_is_needed() -> None:
    code = (
        "import sys, bot.question.dates as d\n"
        "from datetime import datetime, UTC\n"
        "from zoneinfo import ZoneInfo\n"
        "from bot.question.model import Standpoint\n"
        "s = Standpoint(datetime(2026, 11, 25, tzinfo=UTC), ZoneInfo('UTC'))\n"
        "d.read_period('last week', s); d.explicit('support', s)\n"
        "sys.exit('dateparser' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
