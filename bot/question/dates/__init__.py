"""Date phrases, read by one set of conventions: whole days, both ends included, never after today. Pure."""

from bot.question.dates.explicit import explicit
from bot.question.dates.phrase import Found, could_be_date, longest, read_period
from bot.question.dates.say import say_period
from bot.question.dates.table import canonical, phrases

__all__ = [
    "Found",
    "canonical",
    "could_be_date",
    "explicit",
    "longest",
    "phrases",
    "read_period",
    "say_period",
]
