"""What can be asked, from the one table of words: sections of what to type and what it means."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.blocks.clean import inert, plain
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.shapes import (
    bullets,
    button,
    buttons,
    context,
    header,
    paragraph,
    rich,
    run,
    verbatim,
)

EXAMPLES = 3


class HelpSection(NamedTuple):
    """A title, and under it (what to type, what it means)."""

    title: str
    rows: Sequence[tuple[str, str]]


def help_card(
    topic: str | None,
    sections: Sequence[HelpSection],
    examples: Sequence[str],
    more: Sequence[str] = (),
) -> Message:
    """Help on everything or on one topic; examples are buttons "ask:0"… that ask them.

    `more` are what else there is help about.
    """
    title = f"How to ask: {plain(topic)}" if topic else "What you can ask"
    blocks = tuple(_blocks(title, sections, [one for one in examples if one.strip()], more))
    return fit(Message(inert(" ".join(_spoken(title, sections, examples))), blocks))


def _blocks(
    title: str, sections: Sequence[HelpSection], examples: Sequence[str], more: Sequence[str]
) -> Iterator[Block]:
    yield header(title)
    for section in sections:
        heading = paragraph(run(plain(section.title), bold=True))
        lines = [_line(typed, meaning) for typed, meaning in section.rows]
        yield rich(heading, bullets(lines)) if lines else rich(heading)
    if examples:
        yield context(verbatim("Try one:"))
        asks = enumerate(examples[:EXAMPLES])
        yield buttons([button(plain(one), f"ask:{place}", one) for place, one in asks])
    if more:
        yield context(verbatim(f"More: {', '.join(f'help {plain(word)}' for word in more)}"))


def _line(typed: str, meaning: str) -> dict[str, object]:
    return paragraph(run(plain(typed), code=True), run(f"  {plain(meaning)}"))


def _spoken(title: str, sections: Sequence[HelpSection], examples: Sequence[str]) -> Iterator[str]:
    yield f"{title}."
    for section in sections:
        lines = (f"{plain(typed)} means {plain(meaning)}" for typed, meaning in section.rows)
        yield f"{plain(section.title)}: {'; '.join(lines)}."
    if examples:
        yield f"For example: {'; '.join(plain(one) for one in examples[:EXAMPLES])}."
