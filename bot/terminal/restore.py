"""`dgusage restore FILE`: puts what `dgusage backup` wrote into the store. Stop the bots first.

Exit 0: the store holds exactly that; 1: the file is no whole backup, or the store has state of its
own and `--replace` was not given; nothing was changed then.
"""

import argparse
import asyncio
from pathlib import Path

from bot.store import backup
from bot.store.connection import Store
from bot.terminal.backup import with_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what `dgusage backup` wrote")
    parser.add_argument(
        "--replace", action="store_true", help="drop what the store has of its own before"
    )


def run(options: argparse.Namespace) -> int:
    """Restores the backup."""
    return with_store(lambda store: _restore(store, options.file, replace=options.replace))


async def _restore(store: Store, file: Path, *, replace: bool) -> str:
    keys = backup.read((await asyncio.to_thread(file.read_text, "utf-8")).splitlines())
    found = await backup.held(store)
    if found and not replace:
        raise backup.NotABackup(f"The store has {found} keys of its own; --replace drops them.")
    await backup.put(store, keys)
    return f"{len(keys)} keys restored"
