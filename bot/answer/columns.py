"""Which columns an answer has, and which one leads."""

from collections.abc import Sequence
from decimal import Decimal

from bot.books import COLUMNS, Book
from bot.question.model import Metric

TOKENS = ("tokens_in", "tokens_out")
# Without a metric: what was used, audio first, each endpoint in its own unit.
USAGE_ORDER = (
    "hours",
    "requests",
    "total_hours",
    "agent_hours",
    "characters",
    "tokens_in",
    "tokens_out",
)


def columns_of(book: Book, metric: Metric | None, total: Sequence[Decimal]) -> tuple[str, ...]:
    """The columns of an answer with this total, in order of importance."""
    if book is Book.BILLING:
        return ("cost",)
    if metric is Metric.TOKENS:
        return TOKENS
    if metric is not None:
        return (metric.value,)
    amounts = dict(zip(COLUMNS[book], total, strict=True))
    used = [column for column in USAGE_ORDER if amounts[column]]
    if not used:
        return ("hours", "requests")
    if used[0] == "requests" and len(used) > 1:  # nothing was listened to: lead with what was made
        return (*used[1:], "requests")
    return tuple(used)


def weight(metric: Metric | None, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns whose sum ranks the rows: the metric asked for, else the first."""
    return TOKENS if metric is Metric.TOKENS else (columns[0],)
