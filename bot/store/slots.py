"""The slots of digests in Redis: claimed, held, ended, each by one script, at the server's time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.digest.codec import Codec
from bot.digest.decide import FAILURES, Gone, Plan
from bot.digest.errors import SILENCING
from bot.digest.model import OPEN, Claim, Digest, Run, State, Unreadable, named
from bot.digest.ways import Answered, Closing, Ended, Ripe
from bot.question.schedule.model import Slot
from bot.store import digest_scripts as scripts
from bot.store import keys, silences
from bot.store.bodies import Bodies
from bot.store.connection import Store
from bot.store.silences import silences_of, wait_of
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble

SCHEMA = "1"  # of a slot's attributes
PAUSED_BY_FAILURES = "it failed {count} times in a row"
ATTRIBUTES = (
    *("v", "state", "at", "fence", "lease", "attempts", "started", "finished"),
    *("ts", "link", "reason", "maybe", "noted", "told"),
)
FIELDS = ("body", "version", "state", "why", "failures", "next", "next_at", "last", "asked")


@dataclass(frozen=True, slots=True)
class Pace:
    """The least seconds between two posts in one channel, and in one workspace.

    About one message a second in a channel, several hundred a minute in a workspace:
    https://docs.slack.dev/apis/web-api/rate-limits
    """

    channel: float = 1.05
    workspace: float = 0.2


@dataclass(frozen=True, slots=True)
class Scripts:
    """Runs the scripts on a store. `time` is the Lua that tells the time as `now`."""

    store: Store
    time: str = scripts.TIME

    async def __call__(self, text: str, names: Sequence[str], *args: object) -> Any:
        """What the script gives. Raises Trouble(STORE_DOWN)."""
        whole = self.time + text
        words = [a if isinstance(a, bytes | str | int) else str(a) for a in args]
        try:
            return await self.store.do(lambda redis: redis.eval(whole, len(names), *names, *words))
        except StoreUnavailable as fault:
            raise Trouble(Reason.STORE_DOWN) from fault

    async def do(self, command: Any) -> Any:
        """What a plain command gives. Raises Trouble(STORE_DOWN)."""
        try:
            return await self.store.do(command)
        except StoreUnavailable as fault:
            raise Trouble(Reason.STORE_DOWN) from fault


def names_of(id: str, team: str = "", channel: str = "") -> list[str]:  # noqa: A002 (it is the id)
    """The keys of a digest, in the order that every script counts on."""
    of = keys.of_digests
    return [
        of(keys.DIGEST, id),
        of(keys.SLOTS, id),
        of(keys.RUNLOG, id),
        of(keys.DUE),
        of(keys.OPEN),
        of(keys.EPOCH),
        of(keys.SAME),
        of(keys.INDEX),
        of(keys.INDEX, team),
        of(keys.INDEX, team, channel),
    ]


@dataclass(frozen=True, slots=True)
class RedisSlots:
    """bot.digest.ways.Slots on Redis. `lease` and `settle` are in seconds.

    After the server has become another one (a failover, a restart), nothing is claimed for
    `settle` seconds, and what was due before may have been posted already.
    """

    run_script: Scripts
    lease: float = 20.0
    settle: float = 20.0
    pace: Pace = field(default_factory=Pace)
    codec: Codec = field(default_factory=Codec)

    async def ripe(self, most: int) -> Ripe:
        """What is to be done now, the oldest first."""
        names = [*names_of(""), keys.of_digests(keys.SILENT)]
        script = scripts.PRELUDE + scripts.RIPE
        said = await self.run_script(script, names, "", most, _ms(self.settle))
        now, settling, due, opened, ahead, silent = said
        return Ripe(
            now=moment(now),
            due=tuple(text(one) for one in due),
            open=tuple(_pair(text(one)) for one in opened),
            settling=settling / 1000,
            wait=(int(float(ahead)) - now) / 1000 if ahead else None,
            silences=silences_of(silent, moment(now)),
        )

    async def get(self, id: str) -> Digest | Unreadable | None:  # noqa: A002
        """One digest; also where it is deleted and can still be undone."""
        name = keys.of_digests(keys.DIGEST, id)
        found = await self.run_script.do(lambda redis: redis.hmget(name, FIELDS))
        return digest_of(Bodies(self.codec, self.run_script.store.seal), id, found)

    async def run(self, digest: str, slot: str) -> Run | None:
        """The record of one slot."""
        return next(iter(await self.runs(digest, [slot])), None)

    async def runs(self, digest: str, slots: Sequence[str]) -> list[Run]:
        """The records of some slots; those that there are, and that this release can read."""
        name = keys.of_digests(keys.SLOTS, digest)
        asked = [f"{slot}|{what}" for slot in slots for what in ATTRIBUTES]
        found = await self.run_script.do(lambda redis: redis.hmget(name, asked)) if asked else []
        size = len(ATTRIBUTES)
        rows = [found[n : n + size] for n in range(0, len(found), size)]
        read = (_run_of(digest, slot, row) for slot, row in zip(slots, rows, strict=True))
        return [run for run in read if run]

    async def begin(self, digest: Digest, plan: Plan, token: str) -> Claim | Answered:
        """Records what was missed, moves the digest on, and claims the slot that runs, if any."""
        said = await self._run(
            scripts.BEGIN,
            digest.id,
            digest.version,
            slot_name(digest.next),
            *slot_args(plan.run),
            token,
            *(_ms(self.lease), _ms(self.settle)),
            *slot_args(plan.next),
            *gone_args(plan.missed),
        )
        return self._claim(said, digest.id, plan.run, token)

    async def take(self, digest: str, slot: str, token: str) -> Claim | Run | Answered:
        """Claims an open slot whose holder is gone; a Run where its owner is only to be told."""
        said = await self._run(scripts.TAKE, digest, slot, token, _ms(self.lease), _ms(self.settle))
        if said[0] == b"tell":
            return await self.run(digest, slot) or Answered.STALE
        local = datetime.fromisoformat(slot)
        at = moment(int(said[6])) if said[0] == b"ok" else datetime.min.replace(tzinfo=UTC)
        return self._claim(said, digest, Slot(local, at), token)

    async def renew(self, claim: Claim) -> bool:
        """Holds on to a slot; False where it is no longer ours."""
        return bool(await self._held(scripts.RENEW, claim, _ms(self.lease)))

    async def mark(self, claim: Claim, *, note: bool = False) -> Answered:
        """Says that it is about to be posted, and holds on to it."""
        times = _ms(self.lease), _ms(self.settle)
        said = await self._held(scripts.MARK, claim, *times, "note" if note else "")
        return Answered(text(said))

    async def wait(
        self,
        claim: Claim,
        seconds: float,
        reason: str,
        *,
        noted: bool = False,
        sure: bool = False,
    ) -> bool:
        """Puts it back, to be taken after so many seconds; `sure` that it was not posted."""
        flags = "noted" if noted else "", "sure" if sure else ""
        return bool(await self._held(scripts.WAIT, claim, _ms(seconds), reason, *flags))

    async def end(self, claim: Claim, closing: Closing) -> Ended:
        """Ends it. Nothing is changed where it is no longer ours."""
        taken, failures, paused = await self._held(
            scripts.END,
            claim,
            *(closing.state, closing.reason, closing.ts, closing.pause),
            *(FAILURES, "tell" if closing.tell else ""),
            PAUSED_BY_FAILURES.format(count=FAILURES),
        )
        return Ended(bool(taken), failures, bool(paused))

    async def told(self, digest: str, slot: str) -> None:
        """Its owner has been told."""
        await self._run(scripts.TOLD, digest, slot)

    async def linked(self, digest: str, slot: str, link: str) -> None:
        """Where its post can be seen."""
        await self._run(scripts.LINKED, digest, slot, link)

    async def turn(self, team: str, channel: str, longest: float = 3600.0) -> float:
        """Seconds until the next free moment to post there; reserved where it is not too far off."""
        names = [keys.of_digests(keys.PACE, team, channel), keys.of_digests(keys.PACE, team)]
        gaps = _ms(self.pace.channel), _ms(self.pace.workspace)
        wait = await self.run_script(scripts.TURN, names, *gaps, _ms(longest))
        return int(wait) / 1000

    async def hold(self, team: str, seconds: float) -> None:
        """Nobody posts in that workspace for so long, an hour at most."""
        name = keys.of_digests(keys.PACE, team)
        await self.run_script(scripts.HOLD, [name], _ms(min(seconds, 3600.0)))

    async def asked(self, digest: str, owner: str) -> None:
        """Its channel has been asked to adopt it from that owner."""
        await self._run(scripts.ASKED, digest, owner)

    async def silence(self, team: str, word: str) -> float:
        """Nothing can be posted in that workspace; seconds until somebody may try again."""
        wait = await self._silent(silences.SILENCE, *silences.silence_args(team, word))
        return int(wait) / 1000

    async def probe(self, team: str) -> float:
        """Seconds until somebody may try there; 0 where we may, inf where nobody tries any more."""
        return wait_of(int(await self._silent(silences.PROBE, *silences.probe_args(team))))

    async def released(self, team: str = "") -> bool:
        """It can be posted there again, or everywhere: whether it could not. What waits is woken."""
        teams = [team] if team else list((await self.ripe(0)).silences)
        if not teams or not await self._silent(silences.RELEASE, *teams):
            return False
        name = keys.of_digests(keys.OPEN)
        opened = await self.run_script.do(lambda redis: redis.zrange(name, 0, -1))
        for id_ in {_pair(text(one))[0] for one in opened}:
            await self._run(scripts.ROUSE, id_, *SILENCING)
        return True

    async def _silent(self, script: str, *args: object) -> Any:
        return await self.run_script(script, [keys.of_digests(keys.SILENT)], *args)

    async def _run(self, script: str, id: str, *args: object) -> Any:  # noqa: A002
        return await self.run_script(scripts.PRELUDE + script, names_of(id), id, *args)

    async def _held(self, script: str, claim: Claim, *args: object) -> Any:
        return await self._run(script, claim.digest, claim.name, claim.fence, claim.token, *args)

    def _claim(self, said: Any, digest: str, slot: Slot | None, token: str) -> Claim | Answered:
        if said[0] != b"ok" or slot is None:
            return Answered(text(said[0]))
        _, fence, attempts, maybe, noted, started, _at = said
        return Claim(
            digest,
            slot,
            token,
            int(fence),
            attempts=int(attempts),
            maybe=int(maybe) == 1,
            noted=text(noted),
            started=moment(int(started)),
        )


def digest_of(bodies: Bodies, id: str, found: Sequence[bytes | None]) -> Digest | Unreadable | None:  # noqa: A002
    """A digest of the fields of its key."""
    from dataclasses import replace

    body = found[0]
    if body is None:
        return None
    try:
        digest = bodies.read(id, body)
        version, state, why, failures, following, next_at, last, asked = map(text, found[1:])
        ahead = Slot(datetime.fromisoformat(following), moment(int(next_at))) if following else None
        return replace(
            digest,
            version=int(version),
            paused=why or "paused" if state == "paused" else "",
            failures=int(failures),
            next=ahead,
            last=last,
            asked=asked == digest.owner,
            deleted=state == "deleted",
        )
    except ValueError as fault:
        return Unreadable(id, str(fault), deleted=found[2] == b"deleted")


def slot_name(slot: Slot | None) -> str:
    """The name of a slot, empty for none."""
    return named(slot.local) if slot else ""


def slot_args(slot: Slot | None) -> tuple[str, int]:
    """A slot as scripts take it."""
    return (named(slot.local), stamp(slot.at)) if slot else ("", 0)


def gone_args(gone: Iterable[Gone]) -> list[object]:
    """Slots that will not be posted, as scripts take them; the last 100, which is what is kept."""
    return [word for one in list(gone)[-100:] for word in (*slot_args(one.slot), one.why)]


def _run_of(digest: str, slot: str, row: Sequence[bytes | None]) -> Run | None:
    read = dict(zip(ATTRIBUTES, row, strict=True))
    if read["state"] is None or read["v"] != SCHEMA.encode():
        return None
    at, lease, started, finished = (
        moment(int(found)) if (found := read[what]) and found != b"0" else None
        for what in ("at", "lease", "started", "finished")
    )
    state = State(text(read["state"]))
    return Run(
        digest,
        slot,
        at or datetime.fromtimestamp(0, UTC),
        state,
        fence=int(read["fence"] or 0),
        lease=lease if state in OPEN else None,
        attempts=int(read["attempts"] or 0),
        started=started,
        finished=finished,
        ts=text(read["ts"]),
        link=text(read["link"]),
        reason=text(read["reason"]),
        maybe=read["maybe"] == b"1",
        noted=text(read["noted"]),
        told=read["told"] != b"0",
    )


def moment(ms: int) -> datetime:
    """A moment of the server's; aware, UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def stamp(moment: datetime) -> int:
    """A moment as the server's whole milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def text(found: bytes | str | None) -> str:
    """What the server said, as text; empty for nothing."""
    return found.decode() if isinstance(found, bytes) else found or ""


def _pair(member: str) -> tuple[str, str]:
    digest, _, slot = member.partition("|")
    return digest, slot


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
