"""What a post says of itself, in both of its forms."""

from datetime import timedelta

from bot.blocks.message import Message
from bot.digest.marks import MOST_BLOCKS, REPEAT, Marks, marked
from bot.digest.ways import Composed
from tests.digest.world import NINE, schedule

SLOT = schedule().next_after(NINE - timedelta(hours=1))[0]
BLOCK = {"type": "divider"}


def test_without_marks_a_post_is_left_as_it_is() -> None:
    composed = Composed(Message("a", (BLOCK,)), Message("b"))

    assert marked(composed, SLOT, "Europe/Berlin", Marks()) is composed


def test_marks_are_in_the_text_the_blocks_and_the_plain_form() -> None:
    composed = Composed(Message("a", (BLOCK,)), Message("b"))
    said = marked(composed, SLOT, "Europe/Berlin", Marks(timedelta(hours=2), repeat=True))
    late = "Due Mon 23 Nov 2026, 09:00 Europe/Berlin; posted 2 hours late."

    assert said.message.text == f"a\n{late}\n{REPEAT}"
    assert said.plain.text == f"b\n{late}\n{REPEAT}"
    assert [element["text"] for element in said.message.blocks[-1]["elements"]] == [late, REPEAT]
    assert said.plain.blocks == ()


def test_a_full_post_keeps_its_marks_in_the_text_and_stays_within_slacks_limit() -> None:
    full = Message("a", (BLOCK,) * MOST_BLOCKS)
    said = marked(Composed(full, full), SLOT, "UTC", Marks(repeat=True))

    assert len(said.message.blocks) == MOST_BLOCKS
    assert REPEAT in said.message.text
