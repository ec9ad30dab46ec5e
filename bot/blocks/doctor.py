"""What is in order and what is not: a line for each thing, with the next thing to do. Pure."""

from collections.abc import Sequence
from typing import Protocol

from bot.blocks.clean import inert, plain, shorten
from bot.blocks.limits import fit
from bot.blocks.message import Message
from bot.blocks.shapes import Json, bullets, context, header, paragraph, rich, run, verbatim

WELL, TODO = "✅ ", "⚠️ "
SAYS = 300  # characters of one line
MOST = 40  # lines
FOOT = "The same in a terminal: dgusage doctor"
UNENDED = "There was no time for the rest. In a terminal there is: dgusage doctor"


class Finding(Protocol):
    """One line of what was found."""

    @property
    def name(self) -> str:
        """What was looked at."""
        ...

    @property
    def ok(self) -> bool:
        """Whether it is in order."""
        ...

    @property
    def says(self) -> str:
        """It in words, or the next thing to do."""
        ...


def doctor_card(findings: Sequence[Finding], *, ended: bool = True) -> Message:
    """Everything that was looked at, in that order; `ended` where nothing was left out."""
    wrong = [one for one in findings if not one.ok]
    title = _title(len(wrong), len(findings), ended=ended)
    blocks = [header(title), rich(bullets([_line(one) for one in findings[:MOST]]))]
    blocks.append(context(verbatim(FOOT if ended else UNENDED)))
    said = "; ".join(f"{plain(one.name)}: {shorten(plain(one.says), SAYS)}" for one in wrong)
    return fit(Message(inert(f"{title}. {said}".strip()), tuple(blocks)))


def _title(wrong: int, all_: int, *, ended: bool) -> str:
    if wrong:
        return f"{wrong} of {all_} {'things are' if wrong > 1 else 'things is'} to be done"
    return f"All {all_} things are in order" if ended else f"{all_} things are in order so far"


def _line(one: Finding) -> Json:
    mark = WELL if one.ok else TODO
    return paragraph(
        run(mark), run(plain(one.name), bold=not one.ok), run(f": {shorten(plain(one.says), SAYS)}")
    )
