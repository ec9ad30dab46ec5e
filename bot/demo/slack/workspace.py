"""The demo's workspace: its conversations and what was said in them, in memory."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.demo.slack.feed import Feed
from bot.demo.slack.people import BOT, BOT_ID, Channel, Person, channels, staff

Json = dict[str, Any]
TOKEN = "xoxb-of-the-demo"  # noqa: S105 (opens the stand-in only)
SECRET = "signing-secret-of-the-demo"  # noqa: S105 (signs what the stand-in sends only)


class Refusal(Exception):  # noqa: N818 (named as people say it)
    """A call that Slack does not take; the argument is Slack's word for why."""


@dataclass(slots=True)
class Said:
    """A message; `only_for` is the one person who sees it, `asked` the command that it answers."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    only_for: str = ""
    asked: str = ""
    edited: bool = False
    files: list[str] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)

    def shown(self) -> Json:
        """As the page has it."""
        return {
            "ts": self.ts,
            "channel": self.channel,
            "user": self.user,
            "text": self.text,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "ephemeral": bool(self.only_for),
            "asked": self.asked,
            "edited": self.edited,
            "files": self.files,
        }

    def message(self) -> Json:
        """As Slack's payloads and conversations.history have it."""
        by_bot = {"bot_id": BOT_ID} if self.user == BOT else {}
        thread = {"thread_ts": self.thread_ts} if self.thread_ts else {}
        more = {"metadata": self.metadata} if self.metadata else {}
        return {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "blocks": self.blocks,
            **by_bot,
            **thread,
            **more,
        }


@dataclass(slots=True)
class Workspace:
    """What there is. Whatever changes is told to the feed."""

    clock: Clock
    people: dict[str, Person] = field(default_factory=staff)
    feed: Feed = field(default_factory=Feed)
    said: dict[tuple[str, str], Said] = field(default_factory=dict)  # in order of time
    homes: dict[str, Json] = field(default_factory=dict)  # person → Home view
    files: dict[str, "File"] = field(default_factory=dict)
    channels: dict[str, Channel] = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.channels = channels(self.people)

    def number(self) -> int:
        """A number that was not given before."""
        return next(self._numbers)

    def stamp(self) -> str:
        """A message's ts of now, unlike all others."""
        return f"{int(self.clock().timestamp())}.{self.number():06d}"

    def channel(self, named: str) -> Channel:
        """A conversation by its id or, for a direct one, the person's; raises Refusal."""
        person = self.people.get(named)
        found = self.channels.get(person.dm if person else named)
        if found is None:
            raise Refusal("channel_not_found")
        return found

    def find(self, channel: str, ts: str) -> Said:
        """A message; raises Refusal."""
        found = self.said.get((channel, ts))
        if found is None:
            raise Refusal("message_not_found")
        return found

    def say(self, said: Said) -> Said:
        """Keeps a message, or what became of it, and shows it to those who can see it."""
        said.blocks = [self._named(block) for block in said.blocks]
        self.said[said.channel, said.ts] = said
        self.feed.tell({"kind": "message", "message": said.shown()}, self.audience(said))
        return said

    def forget(self, said: Said) -> None:
        """Takes a message away."""
        self.said.pop((said.channel, said.ts), None)
        gone = {"kind": "gone", "channel": said.channel, "ts": said.ts}
        self.feed.tell(gone, self.audience(said))

    def audience(self, said: Said) -> frozenset[str]:
        """Who can see a message."""
        members = self.channels[said.channel].members
        return members & {said.only_for} if said.only_for else members

    def visible(self, person: str) -> list[Said]:
        """Every message that a person can see, oldest first."""
        return [said for said in self.said.values() if person in self.audience(said)]

    def _named(self, block: Json) -> Json:
        """A block with an id, which Slack gives to those that have none."""
        return block if block.get("block_id") else {**block, "block_id": f"b{self.number()}"}

    def named(self, blocks: list[Json]) -> list[Json]:
        """Blocks with their ids."""
        return [self._named(block) for block in blocks]


@dataclass(slots=True)
class File:
    """A file: its name, and its bytes once they are here."""

    id: str
    name: str
    title: str = ""
    content: bytes | None = None
    channel: str = ""

    def info(self) -> Json:
        """As files.info has it (https://docs.slack.dev/reference/objects/file-object)."""
        kind = self.name.rpartition(".")[2].lower()
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "filetype": kind,
            "mimetype": MIME.get(kind, "application/octet-stream"),
            "size": len(self.content or b""),
            "user": BOT,
            "channels": [self.channel] if self.channel else [],
        }


MIME = {"csv": "text/csv", "png": "image/png", "txt": "text/plain", "json": "application/json"}
