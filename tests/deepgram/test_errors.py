"""An error in any of Deepgram's shapes says what to do, in words of ours."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deepgram import calls, errors
from bot.trouble import Reason, Trouble
from tests.deepgram.world import MON, PROJECT, WED

USAGE = calls.usage_fields(PROJECT, MON, WED)
BILLING = calls.balances(PROJECT)
KEYS = calls.keys(PROJECT, "active")
ONE_KEY = calls.key(PROJECT, "abc")
ONE_REQUEST = calls.request(PROJECT, "abc")

SCOPE = {
    "category": "INSUFFICIENT_PERMISSIONS",
    "message": "Your account does not have the required scope to perform that action.",
    "details": "Check that your account has the 'usage:read' scope for this project.",
    "request_id": "123",
}
UNAUTHORIZED = {"category": "UNAUTHORIZED", "message": "Authentication failed."}
BAD_KEY = {"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials.", "request_id": "x"}
LACKING = {
    "err_code": "INSUFFICIENT_PERMISSIONS",
    "err_msg": "User does not have sufficient permissions.",
}
NO_PROJECT = {"err_code": "PROJECT_NOT_FOUND", "err_msg": "Project not found."}
NO_PROJECT_MODERN = {
    "category": "NOT_FOUND",
    "message": "A project with the submitted ID cannot be found.",
}
NO_THING = {"category": "NOT_FOUND", "message": "The requested resource cannot be found."}


def trouble(call: calls.Call, status: int, body: Any, wait: float | None = None) -> Trouble:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return errors.trouble(call, status, raw, wait)


@pytest.mark.parametrize(
    ("call", "status", "body", "reason", "facts"),
    [
        (USAGE, 401, BAD_KEY, Reason.KEY_REFUSED, {}),
        (USAGE, 401, b"Unauthorized", Reason.KEY_REFUSED, {}),
        (USAGE, 401, b"", Reason.KEY_REFUSED, {}),
        (
            KEYS,
            401,
            {"err_code": LACKING["err_code"]},
            Reason.SCOPE_MISSING,
            {"scope": "keys:read"},
        ),
        (USAGE, 401, LACKING, Reason.SCOPE_MISSING, {"scope": "usage:read"}),
        (
            BILLING,
            401,
            b"User does not have sufficient permissions.",
            Reason.SCOPE_MISSING,
            {"scope": "billing:read"},
        ),
        (KEYS, 403, SCOPE, Reason.SCOPE_MISSING, {"scope": "usage:read"}),
        (KEYS, 403, UNAUTHORIZED, Reason.SCOPE_MISSING, {"scope": "keys:read"}),
        (BILLING, 403, b"<html>403</html>", Reason.SCOPE_MISSING, {"scope": "billing:read"}),
        (calls.members(PROJECT), 403, b"", Reason.SCOPE_MISSING, {"scope": "members:read"}),
        (calls.projects(), 403, b"", Reason.SCOPE_MISSING, {"scope": "project:read"}),
        (USAGE, 404, NO_PROJECT, Reason.PROJECT_NOT_FOUND, {}),
        (USAGE, 404, NO_THING, Reason.PROJECT_NOT_FOUND, {}),
        (USAGE, 404, b"UUID parsing failed: invalid character", Reason.PROJECT_NOT_FOUND, {}),
        (ONE_KEY, 404, NO_PROJECT, Reason.PROJECT_NOT_FOUND, {}),
        (ONE_KEY, 404, NO_PROJECT_MODERN, Reason.PROJECT_NOT_FOUND, {}),
        (ONE_KEY, 404, NO_THING, Reason.NOT_FOUND, {"what": "key", "instead": "keys"}),
        (
            ONE_REQUEST,
            404,
            b"UUID parsing failed",
            Reason.NOT_FOUND,
            {"what": "request", "instead": "requests today"},
        ),
        (USAGE, 400, {"err_code": "INVALID_QUERY_PARAMETER"}, Reason.QUERY_REFUSED, {}),
        (USAGE, 405, b"", Reason.QUERY_REFUSED, {}),
        (USAGE, 402, {"err_code": "ASR_PAYMENT_REQUIRED"}, Reason.DEEPGRAM_DOWN, {"status": "402"}),
        (USAGE, 408, b"", Reason.DEEPGRAM_DOWN, {"status": "408"}),
        (USAGE, 500, b"", Reason.DEEPGRAM_DOWN, {"status": "500"}),
        (USAGE, 503, {"error_code": "x"}, Reason.DEEPGRAM_DOWN, {"status": "503"}),
        (USAGE, 302, b"", Reason.NOT_TRUSTED, {"fault": "a redirect"}),
        (USAGE, 204, b"", Reason.NOT_TRUSTED, {"fault": "an empty answer, 204"}),
        (USAGE, 429, b"", Reason.LIMITED, {}),
    ],
)
def test_each_error_has_its_reason(
    call: calls.Call, status: int, body: Any, reason: Reason, facts: dict[str, str]
) -> None:
    found = trouble(call, status, body)

    assert (found.reason, found.facts) == (reason, facts)


def test_a_limit_says_how_long_to_wait() -> None:
    assert trouble(USAGE, 429, b"", 30).facts == {"wait": "30 seconds"}
    assert "Try again in a minute." in trouble(USAGE, 429, b"").sentence


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (0.2, "1 second"),
        (1.2, "2 seconds"),
        (90, "90 seconds"),
        (121, "3 minutes"),
        (900, "15 minutes"),
        (86400, "24 hours"),
        (200_000, "3 days"),
    ],
)
def test_a_wait_is_rounded_up(seconds: float, words: str) -> None:
    assert errors.in_words(seconds) == words


@pytest.mark.parametrize(
    "details",
    [
        "needs 'USAGE:READ'",
        "needs 'usage:readall'",
        "needs x-usage:read",
        "needs 'https://evil:read'x",
        "<!channel>:read",
        "",
    ],
)
def test_what_is_not_plainly_a_scope_is_not_repeated(details: str) -> None:
    assert trouble(KEYS, 403, {**SCOPE, "details": details}).facts == {"scope": "keys:read"}


CANARY = "<!channel> *CANARY* https://evil.example"


@given(
    st.sampled_from([204, 302, 400, 401, 402, 403, 404, 405, 408, 410, 429, 500, 503, 599]),
    st.sampled_from([USAGE, ONE_KEY, BILLING]),
    st.sampled_from(["category", "err_code", "error_code", "message", "err_msg", "details", "x"]),
    st.binary(max_size=40),
)
def test_nothing_of_a_body_is_repeated(
    status: int, call: calls.Call, member: str, junk: bytes
) -> None:
    for body in ({member: CANARY}, {member: [CANARY]}, CANARY.encode(), junk, [CANARY]):
        found = trouble(call, status, body)

        assert "CANARY" not in found.sentence
        assert "<" not in found.sentence


def test_a_body_nested_without_end_is_an_error_like_any_other() -> None:
    assert trouble(USAGE, 401, b"[" * 100_000).reason is Reason.KEY_REFUSED
