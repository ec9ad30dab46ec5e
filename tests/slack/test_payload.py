"""Reading a body: what was asked, and nothing else; no body makes it fail."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack import payload
from bot.slack.payload import Asked, Place

BOT = "U0BOT0001"
READERS = (payload.command, payload.mention, payload.message, payload.button, payload.home)
KEYS = [
    "user",
    "user_id",
    "team",
    "team_id",
    "channel",
    "channel_id",
    "text",
    "event",
    "actions",
    "container",
    "message",
    "ts",
    "authorizations",
    "enterprise",
    "id",
    "value",
    "action_id",
    "tab",
    "type",
    "subtype",
    "channel_type",
    "event_id",
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab<@>&", max_size=8) | st.just(BOT),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8)
    ),
    max_leaves=20,
)
bodies = st.dictionaries(st.sampled_from(KEYS), json_values, max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies, st.sampled_from(READERS))
def test_any_body_is_read_or_is_nothing(body: dict[str, Any], reader: payload.Reader) -> None:
    asked = reader(body, BOT)

    assert asked is None or (isinstance(asked, Asked) and asked.user_id)


def test_a_mention_goes_wherever_it_stands_and_others_stay() -> None:
    text = f"<@{BOT}>: how much did <@U0ANA0001> use <@{BOT}|dgusage> today"

    assert payload.unmentioned(text, BOT) == "how much did <@U0ANA0001> use today"


def test_as_long_as_the_bot_is_unknown_every_mention_stays() -> None:
    assert payload.unmentioned(" <@U1> hours ", "") == "<@U1> hours"


@given(st.text())
def test_a_text_without_a_mention_stays_as_it_is(text: str) -> None:
    assert payload.unmentioned(text, BOT) == text.strip()


def test_places_are_told_apart_by_what_slack_says_of_them() -> None:
    said = {
        ("C1", "general"): Place.CHANNEL,
        ("C1", "privategroup"): Place.PRIVATE,
        ("G1", "whatever"): Place.PRIVATE,
        ("G1", "mpdm-ana--bo-1"): Place.GROUP_DM,
        ("D1", "directmessage"): Place.DM,
        ("", ""): Place.NOWHERE,
    }
    for (channel, name), place in said.items():
        body = {"user_id": "U1", "channel_id": channel, "channel_name": name}
        asked = payload.command(body, BOT)

        assert asked is not None
        assert asked.place is place


def _spoken(event_id: str, text: str = "hours", **over: str) -> Asked:
    event = {"user": "U1", "text": text, "channel": "C1", "ts": "1.2", **over}
    asked = payload.mention({"event_id": event_id, "event": event}, BOT)
    assert asked is not None
    return asked


def test_a_retried_event_and_a_twin_of_it_share_a_mark() -> None:
    first, again, twin = _spoken("Ev1"), _spoken("Ev1"), _spoken("Ev2")

    assert set(first.marks) == set(again.marks)
    assert set(first.marks) & set(twin.marks)


def test_another_message_shares_none() -> None:
    assert not set(_spoken("Ev1").marks) & set(_spoken("Ev2", ts="1.3").marks)


def test_marks_hold_no_word_of_the_asker() -> None:
    asked = payload.command({"user_id": "U1", "text": "secret", "trigger_id": "12.34"}, BOT)

    assert asked is not None
    (mark,) = asked.marks
    assert "12.34" not in mark.key


def test_without_anything_to_know_it_by_a_command_has_no_mark() -> None:
    asked = payload.command({"user_id": "U1", "text": "hours"}, BOT)

    assert asked is not None
    assert asked.marks == ()


def test_the_home_workspace_of_a_shared_channel_is_the_bot_s() -> None:
    body = {"team_id": "T0OTHER", "authorizations": [{"team_id": "T0HOME", "enterprise_id": "E1"}]}

    assert payload.home_team(body) == "T0HOME"
    assert payload.home_enterprise(body) == "E1"
