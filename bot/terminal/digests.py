"""`dgusage digests`: lists the digests, shows what became of them, exports and imports them."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.app import opened, wiring
from bot.clock import wall
from bot.digest.model import Digest
from bot.settings import Need, SettingsFault, load
from bot.store.digests import Digests, Known
from bot.store.slots import Scripts
from bot.terminal.ask import complain
from bot.trouble import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    doing = parser.add_subparsers(dest="doing", metavar="DOING")
    listing = doing.add_parser("list", help="every digest (this is also what no DOING does)")
    log = doing.add_parser("log", help="what became of their slots")
    doing.add_parser("export", help="all digests as JSON on stdout")
    loading = doing.add_parser("import", help="makes the digests of an export that are not there")
    loading.add_argument("file", type=Path, help="an export")
    for one in (parser, listing, log):
        one.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    """Does it; 1 where the store cannot be reached or the file is no export."""
    try:
        return asyncio.run(_run(options))
    except SettingsFault as fault:
        complain("cannot start:", *fault.lines)
    except Trouble as trouble:
        complain(trouble.sentence)
    except (OSError, ValueError) as fault:
        complain(f"{options.file}: {fault}")
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
    json.dump(await digests.export(), sys.stdout, indent=2, default=str)
    print()


async def _import(digests: Digests, options: argparse.Namespace) -> None:
    values = json.loads(options.file.read_text(encoding="utf-8"))
    changed = await digests.load(values)
    print(
        f"{sum(one.done for one in changed)} made, {sum(not one.done for one in changed)} there already"
    )


_DOINGS = {"list": _list, "log": _log, "export": _export, "import": _import}
