"""How a wider query is answered from a finer one that is already at hand, where that is exact.

Deepgram groups by tag *set*: each request is in exactly one row, so sums over rows are right
(https://developers.deepgram.com/guides/fundamentals/tagging-your-usage-data).
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bot.books import COLUMNS, ZERO, Grouping, Page, Query, Row, sums

_TAG = "tag"


def finer(query: Query) -> Query | None:
    """The query by tag set whose rows add up to this one; None where there is none.

    What several `tag` filters mean is not documented, so those are left to Deepgram.
    """
    if query.grouping or len(_tags(query)) > 1:
        return None
    rest = tuple(pair for pair in query.filters if pair[0] != _TAG)
    return replace(query, grouping=(Grouping.TAGS,), filters=rest)


def coarser(query: Query, page: Page) -> Page:
    """The page of `query` for that day, from the page of `finer(query)`; same time of reading."""
    rows = [row for row in page.rows if _holds(row, _tags(query))]
    summed = (Row((), total(query, rows)),) if rows else ()
    return Page(page.day, summed, page.read_at)


def total(query: Query, rows: Iterable[Row]) -> tuple[Decimal, ...]:
    """The exact sum of each column of the query's book."""
    return sums(row.amounts for row in rows) or (ZERO,) * len(COLUMNS[query.book])


def _tags(query: Query) -> list[str]:
    return [value for name, value in query.filters if name == _TAG]


def _holds(row: Row, tags: list[str]) -> bool:
    value = row.group[0]
    return all(isinstance(value, tuple) and tag in value for tag in tags)
