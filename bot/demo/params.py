"""Reading the query string of a request as Deepgram does: pairs in, values or a Refusal out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from re import fullmatch

from bot.demo.refusals import Refusal, bad_query, unknown_variant

Params = Sequence[tuple[str, str]]

ENDPOINTS = ("listen", "read", "speak", "agent")
METHODS = ("sync", "async", "streaming")
DEPLOYMENTS = ("hosted", "beta", "self-hosted")
MOMENT = r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)?)?"  # no fractions of a second


def one(params: Params, name: str) -> str | None:
    """The value of a parameter that may be given once, or None."""
    values = [value for key, value in params if key == name]
    if len(values) > 1:
        raise bad_query(f"duplicate field `{name}`")
    return values[0] if values else None


def choice(params: Params, name: str, allowed: Sequence[str]) -> str | None:
    """The value of a parameter with a closed list of values, or None."""
    value = one(params, name)
    if value is not None and value not in allowed:
        raise unknown_variant(value, allowed)
    return value


def whole(params: Params, name: str, usual: int, least: int, most: int) -> int:
    """A whole number within bounds, both included; `usual` where it is not given."""
    value = one(params, name)
    if value is None:
        return usual
    number = int(value.removesuffix(".0")) if fullmatch(r"\d{1,9}(\.0)?", value) else least - 1
    if not least <= number <= most:
        raise bad_query(f"invalid value for `{name}`: expected {least} to {most}")
    return number


def yes(params: Params, name: str) -> bool:
    """Whether a flag is given as true."""
    return choice(params, name, ("true", "false")) == "true"


def day(params: Params, name: str) -> date | None:
    """A date as YYYY-MM-DD, or None."""
    value = one(params, name)
    if value is None:
        return None
    if not fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise _no_date(name)
    return _date(value, name)


def span(params: Params, first: date, last: date) -> tuple[date, date]:
    """The days `start` and `end` as asked for; `first` and `last` stand in where they are not."""
    start, end = day(params, "start") or first, day(params, "end") or last
    if end < start:
        raise bad_query("`end` is before `start`")
    return start, end


def moment(params: Params, name: str, *, ends_day: bool) -> datetime | None:
    """A date or a time to the second, in UTC where no zone is given; fractions are refused.

    A date stands for its midnight, or with `ends_day` for its very end.
    """
    value = one(params, name)
    if value is None:
        return None
    match = fullmatch(MOMENT, value.replace(" ", "+"))
    if not match:
        raise _no_date(name)
    _date(match[1], name)
    if match[2] is None:
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC) + timedelta(days=ends_day)
    return _time(f"{match[1]}T{match[2]}{match[3] or '+00:00'}", name)


def _date(value: str, name: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _no_date(name) from None


def _time(value: str, name: str) -> datetime:
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no_date(name) from None


def _no_date(name: str) -> Refusal:
    return bad_query(f"invalid date in `{name}`: expected YYYY-MM-DD")
