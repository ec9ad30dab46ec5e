"""A sign of life while an answer takes its time."""

from bot.blocks.clean import inert, plain, shorten
from bot.blocks.figures import counted
from bot.blocks.limits import fit
from bot.blocks.message import Message
from bot.blocks.shapes import context, verbatim

HOURGLASS = "⏳"
QUESTION = 300


def waiting_card(reading: str, done: int = 0, calls: int = 0) -> Message:
    """One small line: what is being asked of Deepgram, and how far that is where it is known."""
    how_far = f" ({counted(done)} of {counted(calls)} calls)" if calls > 1 else ""
    line = f"Asking Deepgram{how_far}: {shorten(plain(reading), QUESTION)}"
    return fit(Message(inert(line), (context(verbatim(f"{HOURGLASS} {line}")),)))
