"""What became of the slots of digests, as a table."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.clean import clip, inert
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.shapes import context, header, verbatim, words
from bot.digest.cards import OUTCOMES, because, subject
from bot.digest.model import Digest, Run, Unreadable

RUNS = 60  # lines of a log
SHORT = 60


def log_card(runs: Sequence[tuple[Digest | Unreadable | None, Run]], now: datetime) -> Message:
    """What became of the slots, the newest first."""
    if not runs:
        return Message("No digest has been due here yet.")
    shown = runs[:RUNS]
    head = [words(name) for name in ("Due", "Digest", "Outcome", "Late", "Why")]
    rows = [head, *([words(cell) for cell in _line(digest, one)] for digest, one in shown)]
    table: Block = {
        "type": "data_table",
        "caption": "What became of the digests",
        "page_size": 10,
        "row_header_column_index": 0,
        "rows": rows,
    }
    newest = "; ".join(" ".join(_line(digest, one)[:3]) for digest, one in shown[:5])
    text = f"The newest of {len(runs)} runs: {newest}."
    return fit(Message(inert(text), (header("Digests: log"), table, _read_at(now))))


def _read_at(now: datetime) -> Block:
    return context(verbatim(f"as of {now:%H:%M} UTC · only you can see this"))


def _line(digest: Digest | Unreadable | None, one: Run) -> list[str]:
    name = subject(digest) if isinstance(digest, Digest) else one.digest
    late = f"{one.late:.0f} s" if one.late is not None else "—"
    return [
        one.slot.replace("T", " "),
        clip(name, SHORT) or one.digest,
        OUTCOMES[one.state],
        late,
        because(one.reason) if one.reason else "—",
    ]
