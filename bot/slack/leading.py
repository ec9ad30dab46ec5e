"""What leads on from an answer in Slack, by where it is seen and what can be answered."""

from collections.abc import Mapping
from dataclasses import replace

from bot.account import Names
from bot.answer.model import Part
from bot.blocks.onward import Onward
from bot.blocks.state import State
from bot.plan import plan
from bot.question.drill import into, steps
from bot.question.model import Dimension, Field, Output, Question, Standpoint, Vocabulary
from bot.question.saved import lasting
from bot.question.say import spell
from bot.slack.payload import Asked, Place
from bot.trouble import Trouble

SHAREABLE = frozenset({Place.CHANNEL, Place.PRIVATE})  # those that we may look at first


def leading(
    asked: Asked,
    question: Question,
    names: Mapping[str, Names],
    vocabulary: Vocabulary,
    standpoint: Standpoint,
) -> Onward:
    """The ways on from the answer to a question that was asked there."""
    shown = replace(question, output=Output.CARD) if question.output is Output.CSV else question

    def allowed(step: Question) -> bool:
        return answerable(step, names)

    def seen(step: Question) -> bool:
        return allowed(step) and (asked.private or not names_keys(step))

    def row(part: Part) -> Question | None:
        return into(question, part.group, seen)

    return Onward(
        here=State(spell(shown, vocabulary), asked.trail),
        question=shown,
        steps=steps(question, standpoint, allowed),
        row=row,
        spell=lambda step: spell(step, vocabulary),
        private=asked.private,
        share=asked.private and asked.place in SHAREABLE,
        names_keys=names_keys(question),
        digest=f"digest {lasting(shown, standpoint, vocabulary)}" if asked.channel_id else "",
    )


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
