"""The guard's checks one by one, held to slack_sdk's own verifier."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import Clock, SignatureVerifier

from bot.slack import guard
from bot.slack.guard import Refused, Signed, Why

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class At(Clock):
    """slack_sdk's clock, standing at NOW."""

    def now(self) -> float:
        return NOW.timestamp()


def _why(signature: str, body: bytes, off: float = 0) -> Why | None:
    stamp = str(int((NOW + timedelta(seconds=off)).timestamp())).encode()
    headers = [(b"x-slack-request-timestamp", stamp), (b"X-Slack-Signature", signature.encode())]
    try:
        given_ = guard.signed(headers)
        guard.fresh(given_, NOW)
        guard.verify(given_, body, SECRET.encode())
    except Refused as refused:
        return refused.why
    return None


@given(st.text(), st.integers(-400, 400))
def test_it_lets_in_exactly_what_slack_s_own_verifier_does(body: str, off: int) -> None:
    theirs = SignatureVerifier(SECRET, At())
    stamp = str(int(NOW.timestamp()) + off)
    signature = theirs.generate_signature(timestamp=stamp, body=body)
    right = theirs.is_valid(body, stamp, signature)

    assert (_why(signature, body.encode(), off) is None) == right


@given(st.text().map(str.encode), st.integers(0, 63), st.sampled_from("0123456789abcdef"))
def test_a_single_other_digit_is_a_forgery(body: bytes, at: int, digit: str) -> None:
    stamp = str(int(NOW.timestamp()))
    right = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    forged = right[: 3 + at] + digit + right[4 + at :]

    assert _why(forged, body) == (None if forged == right else Why.FORGED)


def test_the_signature_slack_documents_is_right() -> None:
    """The worked example of https://docs.slack.dev/authentication/verifying-requests-from-slack."""
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    secret = "8f742231b10e8888abcd99yyyzzz85a5"

    guard.verify(Signed(b"1531420618", signature), body.encode(), secret.encode())


def test_forms_interactions_and_events_are_read() -> None:
    assert guard.read(b"command=%2Fdgusage&text=a%26b&n=") == {
        "command": "/dgusage",
        "text": "a&b",
        "n": "",
    }
    payload = urlencode({"payload": '{"type": "block_actions", "actions": [{}]}'}).encode()
    assert guard.read(payload) == {"type": "block_actions", "actions": [{}]}
    assert guard.read(b' {"type": "event_callback", "event": {}}')["event"] == {}


@pytest.mark.parametrize("name", sorted(guard.SHAPES))
def test_a_member_of_a_wrong_kind_is_malformed(name: str) -> None:
    with pytest.raises(Refused) as refused:
        guard.read(f'{{"x": 1, "{name}": 7}}'.encode())

    assert refused.value.why is Why.MALFORMED


def test_every_refusal_has_a_status_of_the_caller_s_fault() -> None:
    assert set(guard.STATUS) == set(Why)
    assert set(guard.STATUS.values()) <= {400, 401, 413}
