"""A reading as JSON: exactly the members that people and scripts rely on, then a few more."""

from typing import Any

from bot.question.model import KeyCondition, Period, Question, Unclear


def to_json(reading: Question | Unclear) -> dict[str, Any]:
    """The reading as plain data; dates are ISO, both ends of a period are included."""
    return _unclear(reading) if isinstance(reading, Unclear) else _question(reading)


def _question(question: Question) -> dict[str, Any]:
    return {
        "outcome": "question",
        "subject": question.subject.value,
        "metric": question.metric.value if question.metric else None,
        "filters": [
            {"field": one.field.value, "op": one.op.value, "values": list(one.values)}
            for one in question.filters
        ],
        "group_by": [dimension.value for dimension in question.group_by],
        "period": _period(question.period),
        "compare": _period(question.compare),
        "top": question.top,
        "output": question.output.value,
        "conditions": [_condition(one) for one in question.conditions],
        "request_id": question.request_id,
        "topic": question.topic,
        "default_period": question.default_period,
        "forecast": question.forecast.isoformat() if question.forecast else None,
    }


def _unclear(unclear: Unclear) -> dict[str, Any]:
    return {
        "outcome": "unclear",
        "kind": unclear.kind.value,
        "text": unclear.text,
        "suggestions": list(unclear.suggestions),
        "field": unclear.field.value if unclear.field else None,
        "mended": list(unclear.mended),
        "why": unclear.why,
    }


def _period(period: Period | None) -> dict[str, str] | None:
    if period is None:
        return None
    return {"start": period.first.isoformat(), "end": period.last.isoformat()}


def _condition(condition: KeyCondition) -> dict[str, Any]:
    return {"state": condition.state.value, "days": condition.days, "text": condition.text}
