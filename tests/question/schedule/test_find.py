"""Where the schedule begins in a digest command."""

import pytest

from bot.question.schedule import find_schedule

# The question, and the schedule after it; "" where the command has none.
FOUND = (
    ("tag:support last week", "every monday 9am"),
    ("tag:support yesterday", "every day at 09:30"),
    ("by day last week", "every monday"),
    ("usage by day", "daily at 9"),
    ("cost by day", "daily"),
    ("daily usage", "every monday"),
    ("daily usage by key", ""),
    ("usage by day", ""),
    ("usage on friday", "every monday 9am"),
    ("usage on friday", ""),
    ("usage last friday", ""),
    ("usage last friday", "every week"),
    ("usage", "last friday 9am"),
    ("usage friday", "monday 9am"),
    ("usage last weekend", "every monday"),
    ("usage on weekdays last week", ""),
    ("usage mon-fri", ""),
    ("usage monday to friday", ""),
    ("usage monday to sunday", "every monday"),
    ("cost last month", "on the 1st"),
    ("cost last month", "on the 1st and 15th at 8am"),
    ("cost last week", "first weekday of the month 9am"),
    ("usage last month", "last day of the month 18:00"),
    ("usage last month", "end of the month"),
    ("usage of the last day", "every day"),
    ("tag:a yesterday", "mon-fri 9am"),
    ("tag:a yesterday", "at 9 every day"),
    ("tag:support last week", "mondays at 9"),
    ("usage last week", "on fridays"),
    ("cost since monday", "every weekday"),
    ("usage since the 1st", "every day"),
    ("usage since 1 november", "every friday"),
    ("usage november", "every friday"),
    ("usage 1-15 nov", "every friday"),
    ("usage in october", "every monday"),
    ("usage may", "every day 9am"),
    ("usage week of 12 oct", "every monday"),
    ("usage first monday of november", "every monday"),
    ("usage first monday of november", ""),
    ("usage 1 jan to 15 jan", "every year"),
    ("usage 2026-10-01..2026-10-31", "every month on the 2nd"),
    ("top 5 keys this month", "weekly"),
    ("top ten keys by cost this year", "every month"),
    ("usage this quarter", "quarterly"),
    ("usage ytd", "yearly on 1 jan"),
    ("q3 vs q2 cost", "quarterly on the first monday"),
    ("last 7 days", "daily at noon"),
    ("usage last 30 days", "monthly"),
    ("last 2 weeks", "every 2 weeks on friday 16:00"),
    ("keys expiring 30d", "weekly"),
    ("keys unused 90 days", "every month"),
    ("this week vs last week", "every friday at 5 pm"),
    ("everything except staging yesterday", "every day at 9"),
    ("how much did support use last week?", "every monday 9am"),
    ("tag:a last week,", "every monday 9am"),
    ("tag:support last week", "every monday at 9am in Europe/London"),
    ("tag:support by day last week", "weekly on mon, wed and fri at 9"),
    ("cost by day this week", "each evening at 7"),
    ("usage today", "nightly"),
    ("usage yesterday", "every weekday morning"),
    ("usage yesterday", "once a day"),
    ("usage yesterday 9am", ""),
    ("usage each key last week", "every monday"),
    ("tag:x last week", "0 9 * * 1"),
    ("tag:x last week", "cron 0 9 * * 1 in Europe/London"),
    ('key:"every monday job" yesterday', "daily"),
    ('tag:"runs daily"', ""),
    ("tag:\u201cruns daily\u201d", ""),
    ("tag:daily last week", ""),
    ("tag: daily last week", ""),
    ("usage by key", ""),
    ("usage of every tag last week", ""),
    ("", "every monday"),
    ("", ""),
)
# Not a schedule as it stands, but meant as one: the reader then says what is wrong with it.
MEANT = (
    ("tag:x last week", "hourly"),
    ("tag:x last week", "every 5 minutes"),
    ("usage yesterday", "twice a day"),
    ("usage yesterday", "biweekly"),
    ("usage yesterday", "every second tuesday"),
    ("tag:x last week", "every mondya 9am"),
    ("tag:x last week", "every monday at 25:00"),
    ("usage yesterday", "every day 9am <!channel>"),
    ("tag:x last week", "cron 0 9"),
)


@pytest.mark.parametrize(("question", "schedule"), [*FOUND, *MEANT])
def test_the_schedule_begins_where_the_question_ends(question, schedule):
    words = [*question.split(), *schedule.split()]
    at = find_schedule(words)

    assert at == (len(question.split()) if schedule else None), words[at:] if at is not None else at
