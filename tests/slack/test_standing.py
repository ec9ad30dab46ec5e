"""What Slack's records make of people and places."""

import pytest

from bot.policy.model import Aim, Room, Spot, Standing
from bot.slack.payload import Asked, How, Place
from bot.slack.standing import Home, aim, chief, room, shared, spot, spot_of, standing

HOME = Home("T0HOME001", "E0HOME001")
GRID = Home("T0HOME001", "E0HOME001", org_wide=True)


@pytest.mark.parametrize(
    ("record", "home", "found"),
    [
        ({}, HOME, Standing.MEMBER),
        ({"is_admin": True}, HOME, Standing.MEMBER),
        ({"is_restricted": True}, HOME, Standing.GUEST),
        ({"is_restricted": True, "is_ultra_restricted": True}, HOME, Standing.ULTRA_GUEST),
        ({"is_stranger": True}, HOME, Standing.STRANGER),
        ({"team_id": "T0OTHER01"}, HOME, Standing.STRANGER),
        ({"is_bot": True}, HOME, Standing.BOT),
        ({"is_workflow_bot": True}, HOME, Standing.BOT),
        ({"deleted": True, "is_admin": True}, HOME, Standing.DELETED),
        ({"team_id": "T0OTHER01", "enterprise_user": {"teams": ["T0HOME001"]}}, HOME, Standing.MEMBER),
        ({"team_id": "T0OTHER01", "enterprise_user": {"enterprise_id": "E0HOME001"}}, HOME,
         Standing.STRANGER),
        ({"team_id": "T0OTHER01", "enterprise_user": {"enterprise_id": "E0HOME001"}}, GRID,
         Standing.MEMBER),
        ({"team_id": "T0OTHER01", "enterprise_user": {"enterprise_id": "E0OTHER01"}}, GRID,
         Standing.STRANGER),
        ({"team_id": "T0HOME001", "is_restricted": True, "enterprise_user": {"teams": ["T0HOME001"]}},
         GRID, Standing.GUEST),
        ({"team_id": 7}, HOME, Standing.STRANGER),
    ],
)  # fmt: skip
def test_who_somebody_is(record: dict, home: Home, found: Standing) -> None:
    assert standing({"id": "U0ANA0001", "team_id": "T0HOME001", **record}, home) is found


@pytest.mark.parametrize("record", [None, {}, [], "U0", {"id": ""}, {"team_id": "T0HOME001"}])
def test_what_is_no_record_is_nobody_we_know(record: object) -> None:
    assert standing(record, HOME) is Standing.UNKNOWN
    assert chief(record) is False


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({}, False),
        ({"is_shared": True, "is_org_shared": True}, False),
        ({"is_shared": True}, True),
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"pending_shared": ["T1"]}, True),
        ({"pending_connected_team_ids": ["T1"]}, True),
        ({"id": ""}, None),
    ],
)
def test_whether_others_are_in_a_channel(record: dict, found: bool | None) -> None:
    assert shared({"id": "C0", **record}) is found
    assert shared(None) is None


def test_what_kind_of_place_it_is() -> None:
    assert room({"is_channel": True, "is_private": True}) is Room.PRIVATE
    assert room({"is_mpim": True, "is_private": True}) is Room.GROUP_DM
    assert room({"is_im": True}) is Room.DM
    assert room({"is_channel": True}) is Room.CHANNEL
    assert room({}) is room(None) is Room.UNKNOWN
    assert [spot_of(id_).room for id_ in ("C0", "G0", "D0", "X0", "")] == [
        Room.CHANNEL, Room.PRIVATE, Room.DM, Room.UNKNOWN, Room.UNKNOWN,
    ]  # fmt: skip


def test_a_question_s_place_and_aim() -> None:
    def asked(how: How, place: Place, channel: str, *, private: bool) -> Asked:
        return Asked("", how, "U0", "T0", place=place, channel_id=channel, private=private)

    assert spot(asked(How.BUTTON, Place.NOWHERE, "", private=True)) == Spot("", Room.OWN)
    assert spot(asked(How.BUTTON, Place.NOWHERE, "Z9", private=True)).room is Room.UNKNOWN
    assert aim(asked(How.COMMAND, Place.CHANNEL, "C0", private=True)) is Aim.ASKER
    assert aim(asked(How.MENTION, Place.CHANNEL, "C0", private=False)) is Aim.OPEN
    assert aim(asked(How.BUTTON, Place.CHANNEL, "C0", private=False)) is Aim.SHARE
