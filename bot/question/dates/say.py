"""A period in words that read back as the same period."""

from datetime import date

from bot.question.model import Period

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_period(period: Period) -> str:
    """A day as `23 Nov 2026`; a stretch with a dash, saying the month and year once if it can."""
    first, last = period.first, period.last
    if first == last:
        return say_day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\u2013{say_day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} \u2013 {say_day(last)}"
    return f"{say_day(first)} \u2013 {say_day(last)}"


def say_day(day: date) -> str:
    """`23 Nov 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
