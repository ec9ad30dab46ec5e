"""Digests from Slack, against the running bot: made in one line, listed, paused, sent, deleted."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import simulate
from tests.command.process import Ran, dgusage
from tests.command.serving import ready, served
from tests.fakes.slack import BOT, FakeSlack, Posted
from tests.fakes.slack_sender import Sender


class Channel:
    """A person in a channel who talks to the bot; and a terminal on the bot's machine."""

    def __init__(self, sender: Sender, slack: FakeSlack, data: Path) -> None:
        self.sender, self.slack, self.data = sender, slack, data

    async def types(self, *arguments: str) -> Ran:
        env = {"DGUSAGE_DATA_DIR": str(self.data)}
        return await asyncio.to_thread(dgusage, "digests", *arguments, env=env)

    async def says(self, text: str) -> Posted:
        done = await self.sender.command(text)
        assert done.status == 200
        [answer] = await self.slack.until(lambda: self.slack.answers(done.key), 20)
        return answer


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncIterator[Channel]:
    async with (
        running(simulate(wall)) as deepgram,
        FakeSlack() as slack,
        served(deepgram, slack, tmp_path) as (url, _),
        httpx.AsyncClient() as http,
    ):
        slack.people["U0ANA0001"] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        slack.members["C0GENERAL"] |= {BOT, "U0ANA0001"}
        await ready(http, url)
        yield Channel(Sender(slack, url, http), slack, tmp_path / "data")
        assert slack.refused == []


def metadata_of(posted: Posted) -> dict:
    found = posted.args["metadata"]
    return json.loads(found) if isinstance(found, str) else found


def drawn(posted: Posted) -> str:
    return json.dumps(posted.blocks, ensure_ascii=False)


async def test_one_line_makes_a_digest_and_says_when_it_runs_next(channel: Channel) -> None:
    answer = await channel.says("digest tag:support yesterday every day at 09:30")

    assert "every day at 09:30" in answer.text
    assert answer.text.count("09:30 Europe/Berlin") >= 3
    again = await channel.says("digest tag:support yesterday every day at 09:30")
    assert "already" in again.text
    listed = await channel.says("digests")
    assert drawn(listed).count('"Pause"') == 1


async def test_it_can_be_paused_resumed_deleted_and_had_back(channel: Channel) -> None:
    made = await channel.says("digest by tag last week every monday 9am")
    [id_] = set(re.findall(r"digest withdraw ([0-9a-f]+)", drawn(made)))

    assert "Paused" in (await channel.says(f"digest pause {id_}")).text
    assert "paused" in drawn(await channel.says("digests"))
    assert "Resumed" in (await channel.says(f"digest resume {id_}")).text
    assert "Deleted" in (await channel.says(f"digest delete {id_}")).text
    assert "No digest" in (await channel.says("digests")).text
    assert "back" in (await channel.says(f"digest undo {id_}")).text
    assert id_ in drawn(await channel.says("digests"))


async def test_it_can_be_changed_in_one_line(channel: Channel) -> None:
    made = await channel.says("digest by tag last week every monday 9am")
    [id_] = set(re.findall(r"digest withdraw ([0-9a-f]+)", drawn(made)))

    changed = await channel.says(f"digest edit {id_} cost by key yesterday every weekday at 08:30")

    assert "changed" in changed.text
    listed = drawn(await channel.says("digests"))
    assert "cost by key yesterday" in listed
    assert "08:30" in listed
    assert listed.count('"Pause"') == 1


async def test_the_terminal_lists_exports_and_imports_them(
    channel: Channel, tmp_path: Path
) -> None:
    assert "no digests" in (await channel.types()).out
    await channel.says("digest by tag last week every monday 9am")

    [listed] = json.loads((await channel.types("list", "--json")).out)
    assert listed["questions"] == "by tag last week"
    assert (await channel.types("log")).status == 0
    export = tmp_path / "digests.json"
    export.write_text((await channel.types("export")).out)
    await channel.says(f"digest delete {listed['id']}")
    assert "no digests" in (await channel.types()).out
    elsewhere = {"DGUSAGE_DATA_DIR": str(tmp_path / "elsewhere")}
    made = await asyncio.to_thread(dgusage, "digests", "import", str(export), env=elsewhere)
    assert "1 made" in made.out
    assert (await channel.types("import", str(tmp_path / "none"))).status == 1


async def test_sent_now_it_is_one_post_with_its_metadata(channel: Channel) -> None:
    made = await channel.says("digest by tag last week every monday 9am")
    [id_] = set(re.findall(r"digest withdraw ([0-9a-f]+)", drawn(made)))

    assert "Posted" in (await channel.says(f"digest send {id_}")).text

    [post] = [p for p in channel.slack.posted if p.via == "chat.postMessage"]
    metadata = metadata_of(post)
    assert metadata["event_payload"]["id"].startswith(f"{id_}:")
    assert "hours of audio" in post.text
    assert "Digest of" in drawn(post)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("digest tag:support last week", "every monday"),
        ("digest tag:suport last week every monday", "suport"),
        ("digest by tag yesterday hourly", "hourly"),
        ("digest by tag every 31 february", "february"),
        ("digest key ci runner every monday", "only to whoever asks"),
        ("digest by tag yesterday every day only if cost > $100", "needs a question about cost"),
        ("digest cost yesterday every day only if change > 20%", "vs previous"),
    ],
)
async def test_what_is_unclear_makes_none(channel: Channel, text: str, piece: str) -> None:
    answer = await channel.says(text)

    assert piece in answer.text + drawn(answer)
    assert "No digest" in (await channel.says("digests")).text


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_a_digest_is_posted_once_at_its_minute(channel: Channel) -> None:
    due = wall().astimezone(ZoneInfo("Europe/Berlin")) + timedelta(seconds=65)

    await channel.says(f"digest tag:support today every day at {due:%H:%M}")

    [post] = await channel.slack.until(
        lambda: [p for p in channel.slack.posted if p.via == "chat.postMessage"], 100
    )
    metadata = metadata_of(post)
    assert metadata["event_type"] == "dgusage_digest"
    assert metadata["event_payload"]["id"].endswith(f":{due:%Y-%m-%dT%H:%M}")
    logged = await channel.says("digest log")
    assert "posted" in drawn(logged)
