"""`dgusage digests`: lists the digests and what became of them, exports, imports, tries again."""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.app import opened, wiring
from bot.clock import wall
from bot.digest.errors import meaning
from bot.digest.exchange import Step, What
from bot.digest.model import Digest
from bot.digest.ways import Silence
from bot.settings import Need, SettingsFault, load
from bot.store.digests import Digests, Known
from bot.store.slots import Scripts
from bot.terminal.ask import complain
from bot.terminal.digest_file import read, written
from bot.trouble import Trouble

DONE = {
    What.NEW: "made",
    What.SAME: "the same already",
    What.CHANGED: "changed",
    What.BACK: "brought back",
    What.TWIN: "there under another id",
    What.UNREADABLE: "of another release",
    What.OVERTAKEN: "changed by somebody else meanwhile",
}
LEFT = {
    What.TWIN: ": left alone, {other} is the same digest",
    What.UNREADABLE: ": left alone, the one that is here is of another release",
    What.OVERTAKEN: ": left alone, somebody else changed it meanwhile",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    doing = parser.add_subparsers(dest="doing", metavar="DOING")
    listing = doing.add_parser("list", help="every digest (this is also what no DOING does)")
    log = doing.add_parser("log", help="what became of their slots")
    doing.add_parser("export", help="all digests as YAML on stdout")
    loading = doing.add_parser("import", help="makes the digests here what they are in an export")
    loading.add_argument("file", type=Path, help="an export, in YAML or JSON")
    loading.add_argument("--dry-run", action="store_true", help="only says what it would do")
    doing.add_parser("resume", help="tries again where the bot was removed from the workspace")
    for one in (parser, listing, log):
        one.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    """Does it; 1 where the store cannot be reached or the file is no export, which changes nothing."""
    try:
        return asyncio.run(_run(options))
    except SettingsFault as fault:
        complain("cannot start:", *fault.lines)
    except Trouble as trouble:
        complain(trouble.sentence)
    except OSError as fault:
        complain(f"{options.file}: {fault.strerror}")
    except ValueError as fault:
        complain(*(f"{options.file}: {line}" for line in str(fault).splitlines()))
    return 1


async def _run(options: argparse.Namespace) -> int:
    settings = load(Need.NOTHING)
    async with opened(wiring(settings, wall)) as bot:
        digests = Digests(Scripts(bot.state))
        await _DOINGS[options.doing or "list"](digests, options)
    return 0


async def _list(digests: Digests, options: argparse.Namespace) -> None:
    known = await digests.all()
    if options.json:
        print(json.dumps([_plain(one) for one in known], indent=2))
        return
    for team, silence in (await digests.silences()).items():
        print(f"{team}: {_silence(silence)} Then: dgusage digests resume, or start the bot again.")
    for one in known:
        print("  ".join(str(value) for value in _plain(one).values() if value))
    if not known:
        print("There are no digests.")


def _plain(one: Known) -> dict[str, Any]:
    if not isinstance(one, Digest):
        return {"id": one.id, "unreadable": one.why}
    return {
        "id": one.id,
        "channel": one.channel,
        "questions": "; ".join(one.questions),
        "when": one.schedule.say(),
        "next": one.next.at.isoformat() if one.next else None,
        "owner": one.owner,
        "paused": one.paused,
        "last": one.last,
    }


async def _log(digests: Digests, options: argparse.Namespace) -> None:
    runs = [run for one in await digests.all() for run in await digests.log(one.id)]
    lines = [
        {
            "digest": run.digest,
            "slot": run.slot,
            "due": run.at.isoformat(),
            "state": run.state.value,
            "started": run.started.isoformat() if run.started else None,
            "finished": run.finished.isoformat() if run.finished else None,
            "late_seconds": run.late,
            "link": run.link,
            "reason": run.reason,
        }
        for run in sorted(runs, key=lambda run: run.at, reverse=True)
    ]
    if options.json:
        print(json.dumps(lines, indent=2))
        return
    for line in lines:
        print("  ".join(str(value) for value in line.values() if value not in (None, "")))


async def _export(digests: Digests, _: argparse.Namespace) -> None:
    print(written(await digests.export()), end="")


async def _import(digests: Digests, options: argparse.Namespace) -> None:
    values = read(options.file.read_text(encoding="utf-8"))
    steps = await digests.load(values, dry=options.dry_run)
    for step in steps:
        print(_told(step))
    print(_summed(steps, dry=options.dry_run))


def _told(step: Step) -> str:
    """One line: what is done about one digest."""
    digest = step.digest
    named = f"{digest.id}  {'; '.join(digest.questions)}, {digest.schedule.say()}"
    more = f" ({', '.join(step.fields)})" if step.fields else ""
    return f"{step.what:<10} {named}{more}{LEFT.get(step.what, '').format(other=step.other)}"


def _summed(steps: Sequence[Step], *, dry: bool) -> str:
    counts = Counter(step.what for step in steps)
    said = ", ".join(f"{count} {DONE[what]}" for what, count in counts.items())
    if not steps:
        return "There are no digests in it."
    return f"Nothing was changed. It would be: {said}." if dry else f"{said}."


async def _resume(digests: Digests, _: argparse.Namespace) -> None:
    silences = await digests.silences()
    for team, silence in silences.items():
        print(f"{team}: {_silence(silence)}")
    if await digests.released():
        print("Tried again from now on; what is due is posted if Slack lets us.")
    else:
        print("Nothing was held back.")


def _silence(silence: Silence) -> str:
    means, since = meaning(silence.word), f"{silence.since:%Y-%m-%d %H:%M} UTC"
    return f"nothing can be posted since {since} ({silence.word}). {means.happened} {means.todo}"


_DOINGS = {
    "list": _list,
    "log": _log,
    "export": _export,
    "import": _import,
    "resume": _resume,
}
