"""Look-ups in Slack: shown only to whoever asks, in blocks that Slack takes."""

import json

import pytest

from tests.command.test_digests import Channel, channel, drawn

__all__ = ["channel"]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("key ci runner", "Jonas Weber"),
        ("keys unused 90d", "without use"),
        ("balance", "left"),
        ("requests failed yesterday", "Failed"),
        ("tags", "had no tag"),
        ("models", "nova-3"),
        ("projects", "Acme Voice"),
    ],
)
async def test_a_look_up_is_answered_privately(channel: Channel, text: str, piece: str) -> None:
    answer = await channel.says(text)

    assert piece in answer.text + drawn(answer)
    assert answer.user == channel.sender.user
    assert "token=" not in json.dumps(answer.args)
