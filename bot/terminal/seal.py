"""`dgusage seal`: seals what is in Redis with the latest key of DGUSAGE_STORE_KEY.

Exit 0: everything is sealed with it; 1: not so, and why. Bots may run meanwhile.
"""

import argparse

from bot.store.connection import Store
from bot.store.resealing import sealed_anew
from bot.store.sealed import Why
from bot.terminal.backup import Undone, with_store

NO_KEY = "Nothing was changed: there is no DGUSAGE_STORE_KEY to seal with."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: the keys are in the settings."""
    del parser


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 (as every command)
    """Seals everything."""
    return with_store(_seal)


async def _seal(store: Store) -> str:
    if not store.seal:
        raise Undone(NO_KEY)
    count = await sealed_anew(store)
    if count.lost:
        why = count.why or Why.OTHER_KEY
        raise Undone(
            f"{count.former} values sealed; {count.lost} could not be opened: {why.value}."
        )
    return f"{count.former} values sealed, {count.sealed} were so already"
