"""`dgusage backup FILE`: what must not be lost, in a file that `dgusage restore` takes back.

Exit 0: it is written, and whole; 1: it is not, and an older file of that name is untouched.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.app import opened, wiring
from bot.clock import wall
from bot.log import configure
from bot.settings import Need, SettingsFault, load, secrets
from bot.store import backup
from bot.store.connection import Store
from bot.store.unavailable import StoreUnavailable

WELL, WRONG = 0, 1


class Undone(Exception):  # noqa: N818 (named as people say it)
    """What could not be done; its text says why, in our own words."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write it")


def run(options: argparse.Namespace) -> int:
    """Writes the backup."""
    return with_store(lambda store: _write(store, options.file))


def with_store(do: Callable[[Store], Awaitable[str]]) -> int:
    """Does something with the store that the settings name; prints what came of it."""
    try:
        print(asyncio.run(_with_store(do)))
    except SettingsFault as fault:
        print("cannot start:", *fault.lines, sep="\n  ", file=sys.stderr)
    except StoreUnavailable as fault:
        print(f"{fault} Check REDIS_URL.", file=sys.stderr)
    except backup.NotABackup as fault:
        print(f"Nothing was changed. {fault}", file=sys.stderr)
    except Undone as fault:
        print(fault, file=sys.stderr)
    except OSError as fault:
        print(f"The file cannot be used: {fault.strerror}.", file=sys.stderr)
    else:
        return WELL
    return WRONG


async def _with_store(do: Callable[[Store], Awaitable[str]]) -> str:
    settings = load(Need.NOTHING)
    configure("WARNING", secrets(settings))
    async with opened(wiring(settings, wall)) as bot:
        return await do(bot.state)


async def _write(store: Store, file: Path) -> str:
    keys = await backup.kept(store)
    await asyncio.to_thread(_put_down, file, "\n".join(backup.lines(keys, wall())) + "\n")
    return f"{len(keys)} keys written to {file}"


def _put_down(file: Path, text: str) -> None:
    """Whole or not at all, and for its owner alone: it holds questions and who asked them."""
    with NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as beside:
        beside.write(text)
        beside.flush()
        os.fsync(beside.fileno())
    Path(beside.name).replace(file)
