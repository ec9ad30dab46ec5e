"""What a post says of itself beyond its figures: that it is late, or may be a repeat (pure)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.blocks.message import Block, Message
from bot.digest.decide import spoken
from bot.digest.ways import Composed
from bot.question.schedule.model import Slot

MOST_BLOCKS = 50  # https://docs.slack.dev/reference/methods/chat.postMessage

PREVIEW = "This is a preview. The digest itself is posted by its schedule."
REPEAT = (
    "This may be a repeat: the bot could not see whether this digest had been posted already. "
    "With the scope channels:history (groups:history in private channels) it can."
)


@dataclass(frozen=True, slots=True)
class Marks:
    """`late` is how late it is where that is to be said; `unchecked` are conditions not told.

    `waited` says what it waited for, empty for nothing.
    """

    late: timedelta | None = None
    repeat: bool = False
    unchecked: tuple[str, ...] = ()
    preview: bool = False
    waited: str = ""
    held: str = ""


def marked(composed: Composed, slot: Slot, zone: str, marks: Marks) -> Composed:
    """The post with its marks, in the text and as a line of small print."""
    lines = sentences(slot, zone, marks)
    if not lines:
        return composed
    return replace(
        composed,
        message=_with(composed.message, lines),
        plain=_with(composed.plain, lines),
    )


def sentences(slot: Slot, zone: str, marks: Marks) -> list[str]:
    """The marks in words."""
    due = f"{slot.local:%a %-d %b %Y, %H:%M} {zone}"
    late = [f"Due {due}; posted {spoken(marks.late)} late."] if marks.late else []
    unchecked = [f"Posted because {why}." for why in marks.unchecked]
    repeat = [REPEAT] if marks.repeat else []
    waited = [f"Due {due}; {marks.waited}."] if marks.waited else []
    held = [marks.held] if marks.held else []
    return [*([PREVIEW] if marks.preview else []), *held, *late, *waited, *unchecked, *repeat]


def _with(message: Message, lines: list[str]) -> Message:
    text = "\n".join([message.text, *lines])
    room = message.blocks and len(message.blocks) < MOST_BLOCKS
    return Message(text, (*message.blocks, _small_print(lines)) if room else message.blocks)


def _small_print(lines: list[str]) -> Block:
    elements = [{"type": "plain_text", "text": line, "emoji": False} for line in lines]
    return {"type": "context", "elements": elements}
