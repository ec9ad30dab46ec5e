"""Secrets that were pasted are hidden, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.redact import HIDDEN, redacted

HEX = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    "secret",
    [
        HEX,
        HEX.upper(),
        "xoxb-1234567890-abcDEF",
        "xoxp-1-2-3-abc",
        "xoxe.xoxb-1-abc",
        "xoxe-1-abc",
        "xapp-1-A0-123-abc",
        "https://hooks.slack.com/commands/T0/1/abc",
    ],
)
@pytest.mark.parametrize("around", ["{}", "key {} last week", "tag:{}", '"{}"', "<{}|x>", "a={},b"])
def test_what_looks_like_a_secret_is_hidden_wherever_it_stands(secret: str, around: str) -> None:
    found = redacted(around.format(secret))

    assert found.found
    assert found.text == around.format(HIDDEN)


@pytest.mark.parametrize(
    "text",
    [
        "tag:support last week",
        "key 11111111-2222-3333-4444-555555555555",
        f"tag:{HEX}0",  # a digest of another length
        HEX[:39],
        "xox",
        "tag:xoxo last week",
        "",
    ],
)
def test_what_does_not_is_left_as_it_is(text: str) -> None:
    assert redacted(text) == (text, False)


@given(st.text(), st.text(alphabet="0123456789abcdef", min_size=40, max_size=40), st.text())
def test_no_key_that_stands_by_itself_is_left(before: str, key: str, after: str) -> None:
    assert key not in redacted(f"{before} {key} {after}").text.split(" ")
