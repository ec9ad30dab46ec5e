"""Ways to the Valkey of the tests."""

from pathlib import Path

from bot.store.connection import Store, connect

LONG = 30.0  # seconds: a busy machine may keep a store waiting, and hardly any test is about that


def patient(socket: Path) -> Store:
    """The store at that socket, for a test whose claim is not how soon it is given up."""
    return connect(f"unix://{socket}", LONG, LONG)


def unhurried(store: Store, socket: Path) -> None:
    """Makes a store at that socket, which nobody has used yet, a patient one."""
    made = patient(socket)
    store.fast, store.waiting, store.whole = made.fast, made.waiting, made.whole
