"""`dgusage audit`: who asked what, where, and what was decided; verified, or exported.

Exit 0: read, or the chain holds; 1: it does not hold, or cannot be read.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import opened, wiring
from bot.audit.trail import Trail, trail_of
from bot.clock import wall
from bot.log import configure
from bot.settings import Need, Settings, SettingsFault, load, secrets
from bot.store.unavailable import StoreUnavailable

WELL, WRONG = 0, 1
SHOWN = 50  # records that are shown where nobody says how many
MOST_FAULTS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--verify", action="store_true", help="check that no record was altered")
    what.add_argument(
        "--export", type=Path, metavar="FILE", help="write every record, as JSON lines"
    )
    what.add_argument(
        "--last", type=int, default=SHOWN, metavar="N", help="show the latest N records"
    )


def run(options: argparse.Namespace) -> int:
    """Shows, verifies or exports the records."""
    try:
        settings = load(Need.NOTHING)
        configure("WARNING", secrets(settings))
        return asyncio.run(_run(options, settings))
    except SettingsFault as fault:
        print("cannot start:", *fault.lines, sep="\n  ", file=sys.stderr)
    except StoreUnavailable as fault:
        print(f"The records cannot be read. {fault}", file=sys.stderr)
    except OSError as fault:
        print(f"The file cannot be written: {fault.strerror}", file=sys.stderr)
    return WRONG


async def _run(options: argparse.Namespace, settings: Settings) -> int:
    async with _trail(settings) as trail:
        if options.verify:
            return await _verified(trail)
        if options.export is not None:
            return await _exported(trail, options.export)
        return await _shown(trail, options.last)


@asynccontextmanager
async def _trail(settings: Settings) -> AsyncIterator[Trail]:
    async with opened(wiring(settings, wall)) as bot:
        if bot.store_fault:
            raise StoreUnavailable(bot.store_fault)
        yield trail_of(bot.state, settings)


async def _verified(trail: Trail) -> int:
    count, faults = await trail.verify(wall())
    for fault in faults[:MOST_FAULTS]:
        print(f"record {fault.n} {fault.says}")
    if faults:
        print(
            f"{len(faults)} faults in {count} records: somebody altered them, or the store lost some."
        )
        return WRONG
    key = (
        "" if trail.secret else "; set DGUSAGE_AUDIT_KEY to hold it against who can write to Redis"
    )
    print(f"{count} records, and the chain holds{key}.")
    return WELL


async def _exported(trail: Trail, file: Path) -> int:
    count = 0
    with file.open("x", encoding="utf-8") as opened_file:
        async for line in trail.lines():
            opened_file.write(f"{line}\n")
            count += 1
    print(f"{count} records in {file}.")
    return WELL


async def _shown(trail: Trail, last: int) -> int:
    lines = [line async for line in trail.lines()]
    for line in lines[len(lines) - max(0, min(last, len(lines))) :]:
        print(shown(line))
    return WELL


def shown(line: str) -> str:
    """A record in one line for a person; ids and words of our own vocabulary only."""
    record = json.loads(line)
    facts = " ".join(f"{name}={value}" for name, value in record["facts"].items() if value)
    where = record["where"] or "-"
    return f"{record['n']:>6}  {record['at'][:19]}Z  {record['who']}  {where}  {record['event']}  {facts}"
