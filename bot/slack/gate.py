"""The gate of everything that comes from Slack: looks up who and where, decides, writes it down."""

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from time import monotonic

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, wall
from bot.policy.gate import NO_BOOK, Book, Deed, Look, refusal
from bot.policy.model import ALONE, Aim, Need, Person, Policy, Room, Showing, Spot, Verdict, Why
from bot.policy.table import RECORDED, decide, rule
from bot.question.model import Question
from bot.slack.payload import Asked
from bot.slack.people import People
from bot.slack.standing import aim, room, shared, spot, spot_of
from bot.slack.web import Fate, verdict_of

PLACE_LIFE = 60.0  # seconds that a channel is taken as it was, where nothing is posted by it
PLACE_WAIT = 2.0  # seconds that a question waits to hear of a channel
MOST_PLACES = 10_000

NO_METHOD = "unknown_method"

log = structlog.get_logger("bot.slack")


@dataclass(slots=True)
class Places:
    """Conversations, as far as Slack tells us about them."""

    client: AsyncWebClient
    now: Callable[[], float] = monotonic
    _kept: dict[str, tuple[float, Spot]] = field(default_factory=dict)

    async def spot(self, channel: str, *, afresh: bool = False) -> Spot:
        """What a conversation is; unknown where Slack does not say. Never raises."""
        until, found = self._kept.get(channel, (0.0, Spot()))
        if until > self.now() and not afresh:
            return found
        record: list[object] = []

        async def ask() -> None:
            answer = await self.client.conversations_info(channel=channel)
            record.append({"id": channel, **(answer.get("channel") or {})})

        try:
            async with asyncio.timeout(PLACE_WAIT):
                verdict = await verdict_of(ask())
        except TimeoutError:
            return Spot(channel)
        if verdict.error == NO_METHOD:  # not Slack, but a server that has no shared channels
            record.append({"id": channel})
        elif verdict.fate is not Fate.DONE:
            log.warning("place_unknown", error=verdict.error)
            return Spot(channel)
        known = room(record[0])
        kind = spot_of(channel).room if known is Room.UNKNOWN else known
        return self._keep(Spot(channel, kind, shared(record[0])))

    def _keep(self, found: Spot) -> Spot:
        self._kept.pop(found.channel, None)
        self._kept[found.channel] = (self.now() + PLACE_LIFE, found)
        if len(self._kept) > MOST_PLACES:
            del self._kept[next(iter(self._kept))]
        return found


@dataclass(slots=True)
class SlackGate:
    """bot.policy.gate.Gate on Slack's word. Until `open`, everybody is unknown, and so refused.

    `secret` makes the fingerprints of questions in the records: the same question is known again,
    and nobody without the secret can read or guess it.
    """

    policy: Policy = field(default_factory=Policy)
    book: Book = NO_BOOK
    secret: bytes = field(default=b"", repr=False)
    clock: Clock = wall
    people: People | None = None
    places: Places | None = None

    def open(self, people: People, places: Places) -> None:
        """From now on Slack can be asked."""
        self.people, self.places = people, places

    async def asked(self, asked: Asked) -> Look:
        """Who asked a question, where, and for whose eyes."""
        return await self.look(asked.user_id, spot(asked), aim(asked))

    async def look(self, user: str, spot: Spot, aim: Aim) -> Look:
        """Who it is and where; never raises. What Slack does not say is unknown."""
        if self.people is None:
            return Look(self.policy, Person(user), spot, aim)
        person = await self.people.person(user, self.policy.groups)
        return Look(self.policy, person, await self._placed(spot, aim), aim)

    async def there(self, look: Look) -> Look:
        """The same look, with all that Slack says of the place."""
        return replace(look, spot=await self._placed(look.spot, Aim.SHARE))

    async def check(self, look: Look, question: Question, spelled: str) -> Verdict:
        """The verdict, with the question to answer instead. Raises Trouble."""
        verdict = decide(look.policy, look.person, look.spot, look.aim, question)
        deed = self._deed(look, "asked", verdict.showing, verdict.why)
        facts = {**_of(question), "fingerprint": self._fingerprint(spelled)}
        await self._write(replace(deed, facts={**deed.facts, **facts}), verdict)
        if verdict.question is None:
            raise refusal(verdict.why or Why.NOT_NAMED, look.policy)
        return verdict

    async def need(self, look: Look, need: Need, act: str) -> None:
        """Lets an act pass that is no question, such as changing a digest. Raises Trouble."""
        ruling = rule(look.policy, look.person, look.spot, look.aim, need)
        deed = self._deed(look, act, ruling.showing, ruling.why)
        facts = {**deed.facts, "need": need.value}
        await self._write(
            replace(deed, facts=facts), Verdict(ruling.showing, needs=frozenset({need}))
        )
        if ruling.showing is Showing.REFUSED:
            raise refusal(ruling.why or Why.NOT_NAMED, look.policy)

    async def closed(self, look: Look) -> None:
        """Raises Trouble where somebody gets nothing at all here, and writes it down."""
        why = look.closed
        if why is not None:
            self.book.soon(self._deed(look, "asked", Showing.REFUSED, why))
            raise refusal(why, look.policy)

    async def _placed(self, there: Spot, aim: Aim) -> Spot:
        """The place with what is still to be known of it before anything is posted there."""
        if there.room in ALONE or aim is Aim.ASKER or self.places is None or not there.channel:
            return there
        deliberate = aim in {Aim.SHARE, Aim.DIGEST}
        if there.shared is not None and not deliberate:
            return there
        found = await self.places.spot(there.channel, afresh=deliberate)
        known = there.room if found.room is Room.UNKNOWN else found.room
        return replace(there, room=known, shared=True if there.shared else found.shared)

    async def _write(self, deed: Deed, verdict: Verdict) -> None:
        if verdict.allowed and verdict.needs & RECORDED:
            await self.book.surely(deed)
        else:
            self.book.soon(deed)

    def _deed(self, look: Look, event: str, showing: Showing, why: Why | None) -> Deed:
        facts = {
            "aim": look.aim.value,
            "team": look.person.team,
            "standing": look.person.standing.value,
            "room": look.spot.room.value,
            "verdict": showing.value,
            "why": why.value if why else "",
        }
        return Deed(event, look.person.id, look.spot.channel, facts)

    def _fingerprint(self, spelled: str) -> str:
        return hmac.new(self.secret, spelled.encode("utf-8", "replace"), sha256).hexdigest()[:32]


def _of(question: Question) -> dict[str, str]:
    """What is written down of a question: what it is about, none of its names and values."""
    return {
        "subject": question.subject.value,
        "metric": question.metric.value if question.metric else "",
        "by": ",".join(question.group_by),
        "filters": ",".join(f"{each.field}:{each.op}" for each in question.filters),
        "from": question.period.first.isoformat() if question.period else "",
        "to": question.period.last.isoformat() if question.period else "",
    }
