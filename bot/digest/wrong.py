"""What is wrong with one part of a digest that somebody wants: told under it in the form, or as a card."""

from dataclasses import dataclass

from bot.blocks.message import Message
from bot.blocks.trouble import sentence as trouble_sentence
from bot.blocks.unclear import instead, sentence, unclear_card
from bot.digest.cards import changed_card
from bot.question.model import Unclear
from bot.trouble import Trouble

EXAMPLES = ("digest by tag last week every monday 9am",)
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Wrong:
    """A part as the form names it, what it says, and why it will not do: a sentence where nothing else."""

    part: str
    text: str
    fault: Unclear | Trouble | str

    @property
    def said(self) -> str:
        """What is wrong in a sentence, and what could be meant."""
        if isinstance(self.fault, Unclear):
            return _suggesting(self.text, self.fault)
        return trouble_sentence(self.fault) if isinstance(self.fault, Trouble) else self.fault

    @property
    def card(self) -> Message:
        """The same in answer to a typed order; raises the Trouble where it is one."""
        if isinstance(self.fault, Trouble):
            raise self.fault
        if isinstance(self.fault, Unclear):
            return unclear_card(self.text, self.fault, EXAMPLES)
        return changed_card(self.fault)


def _suggesting(text: str, fault: Unclear) -> str:
    meant = [ask for _, ask in instead(fault)] or list(fault.suggestions[:SUGGESTIONS])
    offered = " or ".join(f"“{one}”" for one in meant)
    return sentence(text, fault) + (f" Did you mean {offered}?" if offered else "")
