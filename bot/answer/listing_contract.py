"""A listing as JSON: numbers are decimal strings, exact to what Deepgram sent."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.answer.contract import digits, stamp
from bot.answer.listing import Cell, Column, Course, Fact, Listing
from bot.question.contract import to_json as question_json

Json = dict[str, Any]


def to_json(listing: Listing) -> Json:
    """What `dgusage ask --json` prints of a listing."""
    return {
        "question": question_json(listing.question),
        "title": listing.title,
        "headline": listing.headline,
        "facts": [_fact(fact) for fact in listing.facts],
        "columns": [_column(column) for column in listing.columns],
        "rows": [
            {"values": _row(listing, row), "ask": ask or None}
            for row, ask in zip(listing.rows, _asks(listing), strict=True)
        ],
        "more": listing.more,
        "course": _course(listing.course) if listing.course else None,
        "follow": [{"label": label, "ask": ask} for label, ask in listing.follow],
        "notes": list(listing.notes),
        "as_of": stamp(listing.as_of) if listing.as_of else None,
        "source": listing.source.value,
        "stale": listing.stale,
        "private": listing.private,
        "project": listing.project,
        "reading": listing.reading,
    }


def _fact(fact: Fact) -> Json:
    return {
        "name": fact.name,
        "heading": fact.heading,
        "value": cell(fact.value),
        "unit": fact.unit or None,
    }


def _column(column: Column) -> Json:
    return {"name": column.name, "heading": column.heading, "unit": column.unit or None}


def _row(listing: Listing, row: tuple[Cell, ...]) -> Json:
    return {c.name: cell(value) for c, value in zip(listing.columns, row, strict=True)}


def _asks(listing: Listing) -> tuple[str, ...]:
    return listing.asks or ("",) * len(listing.rows)


def _course(course: Course) -> Json:
    return {
        "heading": course.heading,
        "unit": course.unit,
        "days": [{"day": day.isoformat(), "value": digits(value)} for day, value in course.days],
    }


def cell(value: Cell) -> str | list[str] | None:
    """A cell as JSON has it: amounts in plain digits, days and moments in ISO 8601 (UTC)."""
    return next((to(value) for kind, to in _SPELT if isinstance(value, kind)), None)


# A datetime is a date as well, so it comes first.
_SPELT: tuple[tuple[type, Callable[[Any], str | list[str]]], ...] = (
    (str, str),
    (tuple, list),
    (Decimal, digits),
    (datetime, stamp),
    (date, date.isoformat),
)
