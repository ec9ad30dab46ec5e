"""The buttons under an answer, by which it leads on to the next question. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.answer.model import Part
from bot.blocks.bounds import keep
from bot.blocks.clean import clip, plain
from bot.blocks.message import Block
from bot.blocks.shapes import button, buttons, verbatim
from bot.blocks.state import PREFIX, State, written
from bot.blocks.table import Cell
from bot.question.drill import Step
from bot.question.model import Output, Question

Spell = Callable[[Question], str]

CHANGE, SHARE = "change1:", "share1:"  # the action_ids of buttons that hold their question

CONFIRM_KEYS: dict[str, Any] = {
    "title": verbatim("Share key details?"),
    "text": verbatim("This answer names API keys. Everybody in the channel will see them."),
    "confirm": verbatim("Share"),
    "deny": verbatim("Keep it private"),
}


@dataclass(frozen=True, slots=True)
class Onward:
    """What leads on from one answer. `here` is its own question and the way back from it.

    A `private` answer is changed in place and so knows its way back; a public one is answered in
    its thread. `share` says that it can be shared in the channel, `names_keys` that it would then
    show key details. `row` gives the question about a row, None where there is none.
    """

    here: State
    question: Question
    steps: Sequence[Step]
    row: Callable[[Part], Question | None]
    spell: Spell
    private: bool = True
    share: bool = False
    names_keys: bool = False
    digest: str = ""  # the order that makes a digest of it, but for when it is to be posted

    def actions(self) -> list[Block]:
        """The rows of buttons under the answer."""
        rows = [list(self._ways_on()), list(self._acts())]
        return [buttons(row) for row in rows if row]

    def row_button(self, place: int, part: Part) -> Cell | None:
        """The button in a row of the table, which asks about that row."""
        question = self.row(part)
        value = self._value(self.spell(question)) if question is not None else None
        if value is None:
            return None
        label = clip(f"Open {plain(part.label)}", keep("button.label"))
        return button("Open", f"{PREFIX}row:{place}", value, accessibility_label=label)

    def _value(self, text: str) -> str | None:
        trail = (self.here.text, *self.here.trail) if self.private else ()
        return written(text, trail)

    def _ways_on(self) -> Iterator[dict[str, Any]]:
        for step in self.steps:
            value = self._value(self.spell(step.question))
            if value is not None:
                yield button(step.label, f"{PREFIX}{step.name}", value)

    def _acts(self) -> Iterator[dict[str, Any]]:
        here = written(self.here.text, self.here.trail if self.private else ())
        if self.private and self.here.trail:
            yield from back(self.here)
        if here is None:
            return
        yield button("Change…", CHANGE, here)
        rows = written(self.spell(replace(self.question, output=Output.CSV)))
        if rows is not None:
            yield button("CSV", "csv1:", rows)
        if self.digest and len(self.digest) <= keep("button.value"):
            yield button("Schedule this", "digest1:new", self.digest)
        if self.share:
            confirm = {"confirm": CONFIRM_KEYS} if self.names_keys else {}
            yield {**button("Share", SHARE, here), **confirm}


@dataclass(frozen=True, slots=True)
class Further:
    """What leads on from a listing.

    `steps` are the questions under it, with what their buttons say; `rows` those of its rows, None
    where there is none. The rest is as in Onward.
    """

    here: State
    steps: Sequence[tuple[str, str]] = ()
    rows: Sequence[str | None] = ()
    csv: str = ""  # the same question as a file
    private: bool = True
    share: bool = False
    names_keys: bool = False

    def actions(self) -> list[Block]:
        """The rows of buttons under the listing."""
        rows = [list(self._ways_on()), list(self._acts())]
        return [buttons(row) for row in rows if row]

    def row_button(self, place: int, label: str) -> Cell | None:
        """The button in a row of the table, which asks about that row."""
        text = self.rows[place] if place < len(self.rows) else None
        value = self._value(text) if text else None
        if value is None:
            return None
        label = clip(f"Open {plain(label)}", keep("button.label"))
        return button("Open", f"{PREFIX}row:{place}", value, accessibility_label=label)

    def _value(self, text: str) -> str | None:
        trail = (self.here.text, *self.here.trail) if self.private else ()
        return written(text, trail)

    def _ways_on(self) -> Iterator[dict[str, Any]]:
        for place, (label, text) in enumerate(self.steps):
            value = self._value(text)
            if value is not None:
                yield button(plain(label), f"{PREFIX}on:{place}", value)

    def _acts(self) -> Iterator[dict[str, Any]]:
        if self.private and self.here.trail:
            yield from back(self.here)
        rows = written(self.csv) if self.csv else None
        if rows is not None:
            yield button("CSV", "csv1:", rows)
        here = written(self.here.text, self.here.trail if self.private else ())
        if self.share and here is not None:
            confirm = {"confirm": CONFIRM_KEYS} if self.names_keys else {}
            yield {**button("Share", SHARE, here), **confirm}


def back(here: State) -> Iterator[dict[str, Any]]:
    """A button that shows the former question's answer again."""
    if here.trail:
        former, *further = here.trail
        value = written(former, further)
        if value is not None:
            yield button("‹ Back", f"{PREFIX}back", value)
