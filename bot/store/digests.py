"""Digests in Redis: made, changed, paused, deleted and listed; every change is one script.

All raise Trouble(STORE_DOWN) where the store cannot be reached: then nothing has been promised.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.digest import decide
from bot.digest.codec import Codec, fingerprint
from bot.digest.decide import WAS_PAUSED, Gone
from bot.digest.exchange import Step, What, changes, exported, imported, steps
from bot.digest.model import Digest, Draft, Run, Unreadable
from bot.digest.ways import Silence
from bot.store import digest_scripts as scripts
from bot.store import keys
from bot.store.bodies import Bodies
from bot.store.slots import (
    FIELDS,
    RedisSlots,
    Scripts,
    digest_of,
    gone_args,
    names_of,
    slot_args,
    slot_name,
    text,
)
from bot.trouble import Reason, Trouble

UNDO = timedelta(days=30)  # for so long a deleted digest can be had back
WAS_DELETED = "the digest was deleted"
BY_HAND = "by hand"
TRIES = 5  # at a change that others keep coming in between

Known = Digest | Unreadable


class Change(StrEnum):
    """What became of a change."""

    DONE = "done"
    SAME = "same"  # there is such a digest already: it is returned
    GONE = "gone"  # there is no such digest (any more)
    CHANGED = "changed"  # somebody else changed it since it was read
    NOTHING = "nothing"  # it was so already


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a change, and the digest as it stands now."""

    change: Change
    digest: Known | None

    @property
    def done(self) -> bool:
        """Whether it was changed."""
        return self.change is Change.DONE


@dataclass(frozen=True, slots=True)
class Digests:
    """All digests of all workspaces."""

    run_script: Scripts
    codec: Codec = field(default_factory=Codec)
    fresh: Callable[[], str] = lambda: secrets.token_hex(6)

    @property
    def bodies(self) -> Bodies:
        """How definitions are written down here."""
        return Bodies(self.codec, self.run_script.store.seal)

    async def create(self, draft: Draft) -> Changed:
        """Makes a digest; SAME with the one that exists where it would be one twice."""
        now = await self.now()
        digest = Digest(self.fresh(), draft, now, now, next=decide.upcoming(draft.schedule, now))
        return await self._made(digest)

    async def get(self, id: str) -> Known | None:  # noqa: A002 (it is the id)
        """One digest; also a deleted one that can still be had back."""
        return (await self._read([id]))[0]

    async def here(self, team: str, channel: str) -> list[Known]:
        """The digests that post in a channel, the next one due first."""
        return await self._listed(keys.of_digests(keys.INDEX, team, channel))

    async def of_team(self, team: str) -> list[Known]:
        """The digests of a workspace, the next one due first."""
        return await self._listed(keys.of_digests(keys.INDEX, team))

    async def all(self) -> list[Known]:
        """Every digest, the next one due first."""
        return await self._listed(keys.of_digests(keys.INDEX))

    async def edit(self, id: str, version: int, draft: Draft) -> Changed:  # noqa: A002
        """Puts another draft in its place; CHANGED where `version` is no longer the digest's."""
        digest = await self.get(id)
        if not isinstance(digest, Digest) or digest.deleted:
            return Changed(Change.GONE, digest)
        now = await self.now()
        ahead = digest.next
        other = digest.schedule.to_json() != draft.schedule.to_json()
        if ahead is None or (other and ahead.at > now):  # what is due already stays due
            ahead = decide.upcoming(draft.schedule, now)
        edited = replace(digest, draft=draft, edited=now, next=ahead)
        names = [*names_of(id, draft.team, draft.channel), _index(digest.draft)]
        args = version, fingerprint(draft), self.bodies.text(edited), *slot_args(ahead)
        return await self._said(id, await self._run(scripts.EDIT, names, id, *args))

    async def adopted(self, id: str, of: str, by: str) -> Changed:  # noqa: A002
        """Hands a digest from an owner who has left to somebody who is there, and goes on.

        CHANGED where it is no longer `of`'s. What waits for its new owner is posted at once, what
        was due while it was paused for want of one is skipped; paused by hand it stays.
        """
        for _ in range(TRIES):
            digest = await self.get(id)
            if not isinstance(digest, Digest) or digest.deleted:
                return Changed(Change.GONE, digest)
            if digest.owner != of:
                break
            said = await self._said(id, await self._handed(digest, by))
            if said.change is not Change.CHANGED:
                return said
        return Changed(Change.CHANGED, await self.get(id))

    async def _handed(self, digest: Digest, owner: str) -> Any:
        """What ADOPT says to a digest's new owner."""
        draft = replace(digest.draft, owner=owner)
        body = self.bodies.text(replace(digest, draft=draft, edited=await self.now()))
        why = decide.ORPHANED, Trouble(Reason.OWNER_GONE).sentence
        onward = await self._onward(digest, decide.ORPHANED)
        names = names_of(digest.id)
        return await self._run(scripts.ADOPT, names, digest.id, digest.version, body, *why, *onward)

    async def silences(self) -> Mapping[str, Silence]:
        """The workspaces in which nothing can be posted, by their ids, and why."""
        return (await RedisSlots(self.run_script).ripe(0)).silences

    async def released(self, team: str = "") -> bool:
        """Has a workspace, or all, be tried again at once; whether there was anything to release."""
        return await RedisSlots(self.run_script).released(team)

    async def pause(self, id: str, why: str = BY_HAND) -> Changed:  # noqa: A002
        """Posts nothing until it is resumed, not even what is under way and not yet being sent."""
        done = await self._run(scripts.PAUSE, names_of(id), id, why)
        return Changed(Change.DONE if done else Change.NOTHING, await self.get(id))

    async def resume(self, id: str) -> Changed:  # noqa: A002
        """Goes on from now; what was due meanwhile is recorded as skipped."""
        for _ in range(TRIES):
            digest = await self.get(id)
            if not isinstance(digest, Digest) or not digest.paused:
                return Changed(Change.NOTHING if digest else Change.GONE, digest)
            args = await self._onward(digest, WAS_PAUSED)
            said = await self._run(scripts.RESUME, names_of(id), id, *args)
            if said != -1:
                return Changed(Change.DONE if said else Change.NOTHING, await self.get(id))
        return Changed(Change.CHANGED, await self.get(id))

    async def delete(self, id: str) -> Changed:  # noqa: A002
        """Posts nothing any more; `undo` brings it back within 30 days."""
        digest = await self.get(id)
        names = _names(id, digest)
        life = UNDO // timedelta(milliseconds=1)
        done = await self._run(scripts.DELETE, names, id, life)
        return Changed(Change.DONE if done else Change.NOTHING, await self.get(id))

    async def undo(self, id: str) -> Changed:  # noqa: A002
        """Brings a deleted digest back, to go on from now."""
        digest = await self.get(id)
        if not isinstance(digest, Digest) or not digest.deleted:
            return Changed(Change.NOTHING if digest else Change.GONE, digest)
        args = await self._onward(digest, WAS_DELETED)
        return await self._said(id, await self._run(scripts.UNDO, _names(id, digest), id, *args))

    async def log(self, id: str, n: int = 100) -> list[Run]:  # noqa: A002
        """What became of its slots, the newest first; 100 are kept."""
        name = keys.of_digests(keys.RUNLOG, id)
        found = await self.run_script.do(lambda redis: redis.zrange(name, 0, n - 1, desc=True))
        return await RedisSlots(self.run_script).runs(id, [text(slot) for slot in found])

    async def export(self) -> dict[str, Any]:
        """Every digest as plain values, for a file; `load` makes the same of them."""
        return exported(await self.all(), self.codec)

    async def load(self, values: object, *, dry: bool = False) -> list[Step]:
        """Brings back the digests of an export, with their ids, and says what that does to each.

        ValueError, before anything is changed, where it is not an export of this form; with `dry`
        nothing is changed at all.
        """
        read = imported(values, self.codec, await self.now())
        known = {one.id: one for one in await self.all()}
        gone = [digest.id for digest in read if digest.id not in known]
        known |= {one.id: one for one in await self._read(gone) if one}
        return [step if dry else await self._brought(step) for step in steps(read, known)]

    async def _brought(self, step: Step) -> Step:
        digest = step.digest
        if step.what is What.NEW:
            ahead = decide.upcoming(digest.schedule, await self.now())
            said = await self._made(replace(digest, next=ahead))
        elif step.what is What.BACK:
            said = await self.undo(digest.id)
            said = await self._as_in(step) if said.done else said
        elif step.what is What.CHANGED:
            said = await self._as_in(step)
        else:
            return step
        return step if said.done else replace(step, what=What.OVERTAKEN)

    async def _as_in(self, step: Step) -> Changed:
        """Makes one that is there what it is in the file."""
        wanted, held = step.digest, await self.get(step.digest.id)
        said = Changed(Change.DONE, held)
        if not isinstance(held, Digest):
            return Changed(Change.GONE, held)
        fields = set(changes(held, wanted))
        if fields - {"paused"}:
            said = await self.edit(wanted.id, held.version, wanted.draft)
        if said.done and "paused" in fields:
            pausing = self.pause(wanted.id, wanted.paused) if wanted.paused else None
            said = await (pausing or self.resume(wanted.id))
        return said

    async def now(self) -> datetime:
        """The server's time, by which all of this goes."""
        ripe = await RedisSlots(self.run_script).ripe(0)
        return ripe.now

    async def _made(self, digest: Digest) -> Changed:
        draft = digest.draft
        made, id_ = await self._run(
            scripts.CREATE,
            names_of(digest.id, draft.team, draft.channel),
            digest.id,
            *(fingerprint(draft), self.bodies.text(digest)),
            *slot_args(digest.next),
            *("paused" if digest.paused else "active", digest.paused, digest.failures),
        )
        held = await self.get(text(id_))
        if held is None and not made:  # one that was kept for 30 days and is gone by now
            names = names_of(digest.id, draft.team, draft.channel)
            await self._run(scripts.FREE, names, digest.id, fingerprint(draft), text(id_))
            return await self._made(digest)
        return Changed(Change.DONE if made else Change.SAME, held)

    async def _onward(self, digest: Digest, why: str) -> list[object]:
        """Where a digest goes on from now, and what it has let pass, as scripts take it."""
        now = await self.now()
        ahead, gone = digest.next, list[Gone]()
        while ahead is not None and ahead.at <= now:
            passed, ahead = decide.due(digest.schedule, ahead, now)
            gone += [Gone(slot, why) for slot in passed]
        if ahead is None and not gone:
            ahead = decide.upcoming(digest.schedule, now)
        return [slot_name(digest.next), *slot_args(ahead), *gone_args(gone)]

    async def _said(self, id: str, said: Any) -> Changed:  # noqa: A002
        change = Change(text(said[0])) if said[0] != b"ok" else Change.DONE
        shown = text(said[1]) if change is Change.SAME else id
        return Changed(change, await self.get(shown))

    async def _listed(self, index: str) -> list[Known]:
        found = await self.run_script.do(lambda redis: redis.smembers(index))
        read = await self._read(sorted(text(id_) for id_ in found))
        known = [one for one in read if one and not one.deleted]
        return sorted(known, key=_order)

    async def _read(self, ids: list[str]) -> list[Known | None]:
        async def several(redis: Any) -> Any:
            pipe = redis.pipeline(transaction=False)
            for id_ in ids:
                pipe.hmget(keys.of_digests(keys.DIGEST, id_), FIELDS)
            return await pipe.execute()

        found = await self.run_script.do(several) if ids else []
        if len(found) > 500:  # noqa: PLR2004 (reading so many would hold everything else up)
            return await asyncio.to_thread(self._digests, ids, found)
        return self._digests(ids, found)

    def _digests(self, ids: Iterable[str], found: Iterable[Any]) -> list[Known | None]:
        return [digest_of(self.bodies, id_, row) for id_, row in zip(ids, found, strict=True)]

    async def _run(self, script: str, names: list[str], *args: object) -> Any:
        return await self.run_script(scripts.PRELUDE + script, names, *args)


def _order(known: Known) -> tuple[bool, float, str]:
    ahead = known.next if isinstance(known, Digest) else None
    return ahead is None, ahead.at.timestamp() if ahead else 0.0, known.id


def _names(id: str, digest: Known | None) -> list[str]:  # noqa: A002
    if isinstance(digest, Digest):
        return names_of(id, digest.team, digest.channel)
    return names_of(id)


def _index(draft: Draft) -> str:
    return keys.of_digests(keys.INDEX, draft.team, draft.channel)
