"""The conventions, one by one, with answers worked out by hand from a calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.dates import read_period
from bot.question.model import Period, Standpoint, Unclear

# phrase, asked on, first day, last day. 2026-11-25 is a Wednesday, 2026-03-31 a Tuesday,
# 2024-02-29 a Thursday, 2027-01-01 a Friday, 2026-11-01 a Sunday.
TABLE = """
last 1 day           | 2026-11-25 | 2026-11-25 | 2026-11-25
last 7 days          | 2027-01-01 | 2026-12-26 | 2027-01-01
past 60 days         | 2024-02-29 | 2024-01-01 | 2024-02-29
previous 31 days     | 2026-03-31 | 2026-03-01 | 2026-03-31
5 full days          | 2027-01-01 | 2026-12-27 | 2026-12-31
last 3 complete days | 2024-03-01 | 2024-02-27 | 2024-02-29
last week            | 2026-11-01 | 2026-10-19 | 2026-10-25
previous week        | 2027-01-01 | 2026-12-21 | 2026-12-27
last month           | 2024-03-31 | 2024-02-01 | 2024-02-29
previous month       | 2027-01-01 | 2026-12-01 | 2026-12-31
last quarter         | 2027-01-01 | 2026-10-01 | 2026-12-31
last year            | 2024-02-29 | 2023-01-01 | 2023-12-31
past week            | 2026-11-01 | 2026-10-26 | 2026-11-01
past month           | 2026-03-31 | 2026-03-01 | 2026-03-31
past quarter         | 2027-01-01 | 2026-10-02 | 2027-01-01
past year            | 2024-02-29 | 2023-03-01 | 2024-02-29
last 2 weeks         | 2027-01-01 | 2026-12-19 | 2027-01-01
last 2 months        | 2026-04-30 | 2026-03-01 | 2026-04-30
last 3 years         | 2027-01-01 | 2024-01-02 | 2027-01-01
last 2 quarters      | 2026-03-31 | 2025-07-01 | 2025-12-31
past 4 quarters      | 2026-11-25 | 2025-10-01 | 2026-09-30
last 2 full months   | 2026-03-31 | 2026-01-01 | 2026-02-28
this week            | 2026-11-01 | 2026-10-26 | 2026-11-01
wtd                  | 2027-01-01 | 2026-12-28 | 2027-01-01
mtd                  | 2026-11-01 | 2026-11-01 | 2026-11-01
qtd                  | 2026-03-31 | 2026-01-01 | 2026-03-31
ytd                  | 2024-02-29 | 2024-01-01 | 2024-02-29
november             | 2026-11-25 | 2026-11-01 | 2026-11-25
december             | 2026-11-25 | 2025-12-01 | 2025-12-31
january              | 2027-01-01 | 2027-01-01 | 2027-01-01
q2                   | 2026-03-31 | 2025-04-01 | 2025-06-30
q1                   | 2026-03-31 | 2026-01-01 | 2026-03-31
november 26          | 2026-11-25 | 2025-11-26 | 2025-11-26
november 25          | 2026-11-25 | 2026-11-25 | 2026-11-25
29 february          | 2026-03-31 | 2024-02-29 | 2024-02-29
wednesday            | 2026-11-25 | 2026-11-25 | 2026-11-25
last wednesday       | 2026-11-25 | 2026-11-18 | 2026-11-18
thursday             | 2026-11-25 | 2026-11-19 | 2026-11-19
last tuesday         | 2026-11-25 | 2026-11-24 | 2026-11-24
30 days ago          | 2024-03-30 | 2024-02-29 | 2024-02-29
a week ago           | 2027-01-01 | 2026-12-21 | 2026-12-27
2 months ago         | 2027-01-01 | 2026-11-01 | 2026-11-30
a quarter ago        | 2026-03-31 | 2025-10-01 | 2025-12-31
3 years ago          | 2027-01-01 | 2024-01-01 | 2024-12-31
since october        | 2026-11-25 | 2026-10-01 | 2026-11-25
from last week       | 2026-11-25 | 2026-11-16 | 2026-11-25
q3 onwards           | 2026-11-25 | 2026-07-01 | 2026-11-25
after october        | 2026-11-25 | 2026-11-01 | 2026-11-25
after monday         | 2026-11-25 | 2026-11-24 | 2026-11-25
jan-mar              | 2026-11-25 | 2026-01-01 | 2026-03-31
q1 to q2             | 2026-11-25 | 2026-01-01 | 2026-06-30
1 feb - 29 feb 2024  | 2026-11-25 | 2024-02-01 | 2024-02-29
feb - mar 2024       | 2026-11-25 | 2024-02-01 | 2024-03-31
feb 2024 - mar       | 2026-11-25 | 2024-02-01 | 2024-03-31
nov to jan           | 2026-03-31 | 2025-11-01 | 2026-01-31
nov 20 - jan 5 2026  | 2026-11-25 | 2025-11-20 | 2026-01-05
nov 2025 to jan      | 2026-11-25 | 2025-11-01 | 2026-01-31
2026-02-28/2026-03-01| 2026-11-25 | 2026-02-28 | 2026-03-01
3/4/2026             | 2026-11-25 | 2026-03-04 | 2026-03-04
13/4/2026            | 2026-11-25 | 2026-04-13 | 2026-04-13
3.4.2026             | 2026-11-25 | 2026-04-03 | 2026-04-03
2026/4/3             | 2026-11-25 | 2026-04-03 | 2026-04-03
5/10 - 20/10         | 2026-11-25 | 2026-10-05 | 2026-10-20
mar 2025 - jan 2025  | 2026-11-25 | 2025-01-01 | 2025-03-31
week 53 2020         | 2026-11-25 | 2020-12-28 | 2021-01-03
week 1 2026          | 2026-11-25 | 2025-12-29 | 2026-01-04
first monday of march| 2026-11-25 | 2026-03-02 | 2026-03-02
last friday of june  | 2026-11-25 | 2026-06-26 | 2026-06-26
second half of feb   | 2026-11-25 | 2026-02-16 | 2026-02-28
late february 2024   | 2026-11-25 | 2024-02-21 | 2024-02-29
the weekend          | 2026-11-01 | 2026-10-31 | 2026-11-01
last weekend         | 2026-11-01 | 2026-10-24 | 2026-10-25
"""

REFUSED = """
31 february          | impossible_date
29 february 2025     | impossible_date
2025-13-01           | impossible_date
month 13             | impossible_date
13/13/2026           | impossible_date
tomorrow             | future
next quarter         | future
2027                 | future
1 dec 2026           | future
until friday         | not_understood
before october       | not_understood
nov 9 - nov 3        | not_understood
last week or two     | not_understood
last 0 days          | bad_number
last 1.5 months      | bad_number
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def at(day: str, *, day_first: bool = False) -> Standpoint:
    now = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    return Standpoint(now, ZoneInfo("UTC"), day_first=day_first)


@pytest.mark.parametrize(("phrase", "today", "first", "last"), rows(TABLE))
def test_a_phrase_means_these_days(phrase: str, today: str, first: str, last: str) -> None:
    want = Period(date.fromisoformat(first), date.fromisoformat(last))

    assert read_period(phrase, at(today)) == want


@pytest.mark.parametrize(("phrase", "kind"), rows(REFUSED))
def test_a_phrase_is_refused_for_this_reason(phrase: str, kind: str) -> None:
    found = read_period(phrase, at("2026-11-25"))

    assert isinstance(found, Unclear)
    assert found.kind == kind


def test_an_asker_who_writes_the_day_first_is_read_so() -> None:
    found = read_period("3/4/2026", at("2026-11-25", day_first=True))

    assert found == Period(date(2026, 4, 3), date(2026, 4, 3))
