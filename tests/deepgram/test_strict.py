"""JSON from outside is read exactly or refused; there is nothing in between."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deepgram import strict
from bot.trouble import Reason, Trouble


def refused(body: bytes) -> str:
    with pytest.raises(Trouble) as caught:
        strict.decode(body)
    assert caught.value.reason is Reason.NOT_TRUSTED
    assert caught.value.__context__ is None, "no exception with the body in it hangs on the trouble"
    return caught.value.facts["fault"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"a": 1',
        b'{"a": 1} x',
        b"<html><body>Sign in</body></html>",
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b'{"a": "\xff"}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999999}',
        b'{"a": 1e99999999999999999999999}',
        b'{"a": 1e-999999}',
        b'{"a": 0.' + b"1" * 5000 + b"}",
        b'{"a": 1, "a": 2}',
        b'{"b": [{"a": 1, "a": 1}]}',
        b"[" * 100_000,
        b'{"a": 01}',
        b'{"a": .5}',
        b"{'a': 1}",
        b'{"a": 1,}',
    ],
)
def test_what_is_not_plain_json_is_refused(body: bytes) -> None:
    assert refused(body)


@pytest.mark.parametrize(
    "written",
    [
        "12345678901234567890.12",
        "1619.7242069444444",
        "0.1",
        "0.30000000000000004",
        "41.33564388888889",
        "9158866",
        "123456789012345678901234",
    ],
)
def test_a_number_keeps_every_digit(written: str) -> None:
    value = strict.decode(f'{{"a": {written}}}'.encode())

    assert value == {"a": Decimal(written)}
    assert str(strict.amount(strict.object_of(value, "it")["a"], "a")) == written


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1.5E+3", "1500"),
        ("1e5", "100000"),
        ("0.0", "0"),
        ("-0.0", "0"),
        ("-0", "0"),
        ("2.50", "2.50"),
    ],
)
def test_a_number_is_written_without_surprises(written: str, plain: str) -> None:
    value = strict.object_of(strict.decode(f'{{"a": {written}}}'.encode()), "it")["a"]

    assert str(strict.amount(value, "a")) == plain


@given(st.floats(min_value=0, max_value=1e20, allow_nan=False, allow_subnormal=False))
def test_any_float_that_deepgram_prints_is_exact(number: float) -> None:
    if 0 < number < 1e-30:
        return  # beyond what hours or dollars can be
    value = strict.decode(json.dumps([number]).encode())

    assert value == [Decimal(repr(number))]


@pytest.mark.parametrize("value", [True, False, "12.50", None, [], {}, "NaN", ""])
def test_what_only_looks_like_a_number_is_none(value: Any) -> None:
    decoded = strict.list_of(strict.decode(json.dumps([value]).encode()), "it")[0]

    for read in (strict.amount, strict.signed, strict.count):
        with pytest.raises(Trouble, match="cannot be trusted"):
            read(decoded, "hours")


@pytest.mark.parametrize("written", ["-1", "-0.01", "1e24", "9" * 40, "9" * 4000])
def test_an_amount_below_zero_or_beyond_sense_is_refused(written: str) -> None:
    value = strict.list_of(strict.decode(f"[{written}]".encode()), "it")[0]

    with pytest.raises(Trouble):
        strict.amount(value, "hours")


def test_a_balance_may_be_below_zero_exactly() -> None:
    value = strict.list_of(strict.decode(b"[-12345678901234567890.123456789012345]"), "it")[0]

    assert str(strict.signed(value, "amount")) == "-12345678901234567890.123456789012345"


@pytest.mark.parametrize(
    ("written", "whole"), [("3", "3"), ("3.0", "3"), ("3e2", "300"), ("0", "0")]
)
def test_a_count_is_whole(written: str, whole: str) -> None:
    value = strict.list_of(strict.decode(f"[{written}]".encode()), "it")[0]

    assert str(strict.count(value, "requests")) == whole


def test_half_a_request_is_refused() -> None:
    with pytest.raises(Trouble, match="requests is not a whole number"):
        strict.count(Decimal("2.5"), "requests")


@pytest.mark.parametrize("value", ["\ud800", "tag \udfff"])
def test_text_that_cannot_be_written_down_again_is_refused(value: str) -> None:
    with pytest.raises(Trouble):
        strict.text(value, "tag")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2023-06-27T16:59:46.572660Z", datetime(2023, 6, 27, 16, 59, 46, 572660, UTC)),
        ("2024-01-01T02:00:00+02:00", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-01-01T00:00:00", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2027-01-01", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_utc(written: str, moment: datetime) -> None:
    assert strict.moment(written, "created") == moment


@pytest.mark.parametrize("value", ["", "soon", 5, None, "0001-01-01T00:00:00+23:00", "2024-13-01"])
def test_what_is_no_time_is_refused(value: Any) -> None:
    with pytest.raises(Trouble):
        strict.moment(value, "created")


def test_sums_are_exact_or_none() -> None:
    parts = [Decimal("12345678901234567890.12"), Decimal("0.0000000000000000000000001")]

    assert str(strict.EXACT.add(*parts)) == "12345678901234567890.1200000000000000000000001"
