"""What leads on from an answer in Slack, by where it is seen, what can be answered, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.account import Names
from bot.answer.listing import Listing
from bot.answer.model import Part
from bot.blocks.onward import Further, Onward
from bot.blocks.state import State
from bot.plan import plan
from bot.policy.gate import Look
from bot.policy.model import Aim, Need, Showing
from bot.policy.table import decide, needed, rule
from bot.question.drill import into, steps
from bot.question.home import at_home, homeless
from bot.question.model import (
    SUMS,
    Dimension,
    Field,
    Filter,
    Output,
    Question,
    Standpoint,
    Subject,
    Vocabulary,
)
from bot.question.read import read
from bot.question.saved import lasting
from bot.question.say import spell
from bot.slack.payload import Asked, Place
from bot.trouble import Trouble

SHAREABLE = frozenset({Place.CHANNEL, Place.PRIVATE})  # those that we may look at first
MOST_STEPS = 5
NAMING = frozenset({Subject.KEY, Subject.KEYS, Subject.TAGS, Subject.REQUESTS})  # keys, in listings


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever will press the buttons: where they stand, what they can name and what they may see."""

    asked: Asked
    look: Look
    names: Mapping[str, Names]
    vocabulary: Vocabulary
    standpoint: Standpoint
    _ruled: dict[tuple[frozenset[Need], Aim], bool] = field(default_factory=dict)

    def gets(self, question: Question) -> bool:
        """Whether they would get an answer to a question, pressing a button of this one."""
        readable = question.subject not in SUMS or answerable(question, self.names)
        return readable and self._may(question, Aim.ASKER if self.asked.private else Aim.OPEN)

    def shares(self, question: Question) -> bool:
        """Whether they could share the answer in the channel, as far as that is known already."""
        here = self.asked.private and self.asked.place in SHAREABLE
        return here and self._may(question, Aim.SHARE)

    def schedules(self, question: Question) -> bool:
        """Whether they could have it posted here again and again."""
        look = self.look
        ruled = rule(look.policy, look.person, look.spot, Aim.ASKER, Need.DIGESTS)
        here = bool(self.asked.channel_id) and ruled.showing is not Showing.REFUSED
        return here and self._may(question, Aim.DIGEST)

    def _may(self, question: Question, aim: Aim) -> bool:
        """As the policy says; a place that was not looked at yet is taken for one of ours alone.

        Whoever presses is looked at again then.
        """
        key = needed(question), aim
        if key not in self._ruled or not self.look.sight.whole:  # else it hangs on nothing more
            look = self.look
            spot = replace(look.spot, shared=bool(look.spot.shared))
            self._ruled[key] = decide(look.policy, look.person, spot, aim, question).allowed
        return self._ruled[key]


def leading(question: Question, asker: Asker) -> Onward:
    """The ways on from the answer to a question that was asked there."""
    asked, vocabulary = asker.asked, asker.vocabulary
    shown = replace(question, output=Output.CARD) if question.output is Output.CSV else question

    def seen(step: Question) -> bool:
        return (asked.private or not names_keys(step)) and asker.gets(step)

    def row(part: Part) -> Question | None:
        return into(question, part.group, seen)

    digest = f"digest {lasting(shown, asker.standpoint, vocabulary)}"
    return Onward(
        here=State(spell(shown, vocabulary), asked.trail),
        question=shown,
        steps=steps(question, asker.standpoint, asker.gets),
        row=row,
        spell=lambda step: spell(step, vocabulary),
        private=asked.private,
        share=asker.shares(shown),
        names_keys=names_keys(question),
        digest=digest if asker.schedules(shown) else "",
    )


def leading_on(listing: Listing, question: Question, asker: Asker) -> Further:
    """The ways on from a listing: the questions that it suggests, and those of its rows."""
    shown = replace(question, output=Output.CARD)
    asks = ((label, _meant(text, question, asker)) for label, text in listing.follow)
    found = [(label, text) for label, text in asks if text is not None]
    return Further(
        here=State(spell(shown, asker.vocabulary), asker.asked.trail),
        steps=found[:MOST_STEPS],
        rows=[_meant(text, question, asker) if text else None for text in listing.asks],
        csv=spell(replace(shown, output=Output.CSV), asker.vocabulary) if listing.rows else "",
        private=asker.asked.private,
        share=asker.shares(shown),
        names_keys=shown.subject in NAMING,
    )


def _meant(text: str, of: Question, asker: Asker) -> str | None:
    """A question that a listing suggests, in the listing's projects; None where nobody answers it."""
    step = read(text, homeless(asker.standpoint), asker.vocabulary)
    if not isinstance(step, Question):
        return None
    if not any(each.field is Field.PROJECT for each in step.filters):
        step = replace(step, filters=tuple(sorted((*step.filters, *_projects(of)))))
    if step.subject in (Subject.KEY, Subject.PROJECTS) or step.request_id:
        step = replace(step, filters=tuple(f for f in step.filters if f not in _projects(of)))
    step = at_home(step, asker.standpoint, asker.vocabulary, everywhere=True)
    return spell(step, asker.vocabulary) if asker.gets(step) else None


def _projects(question: Question) -> list[Filter]:
    return [each for each in question.filters if each.field is Field.PROJECT]


def answerable(question: Question, names: Mapping[str, Names]) -> bool:
    """Whether Deepgram's books can answer a question at all, in every project."""
    try:
        for each in names.values():
            plan(question, each)
    except Trouble:
        return False
    return True


def names_keys(question: Question) -> bool:
    """Whether an answer tells about API keys."""
    return Dimension.KEY in question.group_by or any(
        each.field is Field.KEY for each in question.filters
    )
