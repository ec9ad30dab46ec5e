"""An answer as JSON: numbers are decimal strings, exact to what Deepgram sent."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from bot.answer.model import Amounts, Answer, Compared, Outlook, Part
from bot.books import Value
from bot.question.contract import to_json as question_json
from bot.question.model import Period

Json = dict[str, Any]
T = TypeVar("T")


def to_json(answer: Answer, said: Sequence[str] = ()) -> Json:
    """What `dgusage ask --json` prints; `said` are further notes, what is foretold in words."""
    return {
        "question": question_json(answer.question),
        "period": _period(answer.period),
        "as_of": stamp(answer.as_of),
        "source": answer.source.value,
        "stale": answer.stale,
        "provisional_days": [day.isoformat() for day in answer.provisional],
        "columns": list(answer.columns),
        "total": _amounts(answer.total),
        "rows": [_row(part, compared=answer.compare is not None) for part in answer.parts],
        "other": {"count": answer.other.count, "values": _amounts(answer.other.values)},
        "overlap": answer.overlap,
        "compare": _optional(answer.compare, _compared),
        "notes": [*answer.notes, *said],
        "project": answer.project,
        "forecast": _optional(answer.ahead, _ahead),
    }


def _row(part: Part, *, compared: bool) -> Json:
    row: Json = {
        "group": {dimension: _value(value) for dimension, value in part.group},
        "label": part.label,
        "values": _amounts(part.values),
        "share": _optional(part.share, digits),
    }
    if compared:
        row["previous"] = _optional(part.previous, _amounts)
    return row


def _value(value: Value) -> str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _compared(compare: Compared) -> Json:
    return {"period": _period(compare.period), "total": _amounts(compare.total)}


def _ahead(ahead: Outlook) -> Json:
    """Where it will end: an estimate, four times in five between low and high."""
    amounts = {"low": ahead.low, "mid": ahead.mid, "high": ahead.high}
    spelled = {name: digits(amount) for name, amount in amounts.items()}
    return {"end": ahead.end.isoformat(), "column": ahead.column, **spelled, "words": ahead.words}


def _period(period: Period) -> Json:
    return {"start": period.first.isoformat(), "end": period.last.isoformat()}


def _amounts(values: Amounts) -> dict[str, str]:
    return {column: digits(amount) for column, amount in values.items()}


def _optional(value: T | None, to: Callable[[T], Any]) -> Any:
    return None if value is None else to(value)


def digits(amount: Decimal) -> str:
    """A number in plain digits, never with an exponent, every digit kept."""
    return f"{amount:f}"


def stamp(moment: datetime) -> str:
    """A moment in UTC to the second, as ISO 8601 with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
