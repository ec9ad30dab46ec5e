"""What was saved under which name, and a button for each that asks it. Pure."""

from collections.abc import Iterator, Mapping

from bot.blocks.clean import inert, plain, shorten
from bot.blocks.figures import counted
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.shapes import button, context, header, paragraph, rich, run, section, verbatim
from bot.blocks.state import PREFIX, written

SHOWN = 20  # questions of each kind
TEXT = 300  # characters of a question

HOW = "save NAME saves your last question, save NAME here saves it for the channel"
NONE = "Nothing is saved yet. Ask something, then type: save weekly-support"


def saved_card(own: Mapping[str, str], channel: Mapping[str, str]) -> Message:
    """All saved questions, the asker's own and the channel's."""
    if not own and not channel:
        return fit(Message(NONE, (rich(paragraph(run(NONE))), context(verbatim(HOW)))))
    blocks = [*_part("Your saved questions", own), *_part("This channel's", channel)]
    said = "; ".join(f"{name}: {plain(text)}" for name, text in {**channel, **own}.items())
    last = context(verbatim(f"{HOW}. forget NAME removes one."))
    return fit(Message(inert(f"Saved questions. {said}."), (*blocks, last)))


def saved_note(name: str, text: str, *, channel: bool) -> Message:
    """That a question was saved, how it was taken, and how it is asked from now on."""
    whose = "for this channel" if channel else "for you"
    said = f"Saved {whose} as {name}: {shorten(plain(text), TEXT)}"
    typed = f"Type {name} to ask it again, saved to see all."
    value = written(text, ("saved",))
    accessory = {"accessory": button("Ask it", f"{PREFIX}saved:0", value)} if value else {}
    line = {**section(verbatim(said)), **accessory}
    return fit(Message(inert(f"{said}. {typed}"), (line, context(verbatim(typed)))))


def said(text: str) -> Message:
    """One plain sentence."""
    return fit(Message(inert(text), (rich(paragraph(run(text))),)))


def _part(title: str, saved: Mapping[str, str]) -> Iterator[Block]:
    if not saved:
        return
    yield header(title)
    for place, (name, text) in enumerate([*saved.items()][:SHOWN]):
        line = section(verbatim(f"{name}\n{shorten(plain(text), TEXT)}"))
        value = written(text, ("saved",))
        yield (
            {**line, "accessory": button("Ask", f"{PREFIX}saved:{place}", value)} if value else line
        )
    if len(saved) > SHOWN:
        yield context(verbatim(f"and {counted(len(saved) - SHOWN)} more: type their names"))
