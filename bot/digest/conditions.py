"""Whether a digest that is due has something to say (pure)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answer.model import Answer
from bot.digest.model import Conditions
from bot.question.model import Subject

COST = "cost"


@dataclass(frozen=True, slots=True)
class Judged:
    """`skip` says why a digest is not posted, empty where it is; `unchecked` what could not be told."""

    skip: str = ""
    unchecked: tuple[str, ...] = ()


def judge(conditions: Conditions, answers: Sequence[Answer]) -> Judged:
    """Whether these answers are posted. A condition that cannot be told never holds a post back."""
    unchecked: list[str] = []
    for condition in (_zero, _change, _cost):
        said = condition(conditions, answers)
        if said.skip:
            return said
        unchecked += said.unchecked
    return Judged("", tuple(unchecked))


def change(answer: Answer) -> Decimal | None:
    """By how many percent its leading column moved, either way; None where there is no telling.

    From nothing to something is an endless change, from nothing to nothing none.
    """
    if answer.compare is None or answer.lead not in answer.compare.total:
        return None
    now, before = answer.total[answer.lead], answer.compare.total[answer.lead]
    if before == 0:
        return Decimal(0) if now == 0 else Decimal("Infinity")
    return abs(now - before) / abs(before) * 100


def _zero(conditions: Conditions, answers: Sequence[Answer]) -> Judged:
    empty = all(not amount for answer in answers for amount in answer.total.values())
    skip = conditions.skip_zero and empty
    return Judged("everything is zero, and the digest is to be skipped then" if skip else "")


def _change(conditions: Conditions, answers: Sequence[Answer]) -> Judged:
    text = f"the change is not more than {conditions.change} %"
    unknown = "whether the change is large enough could not be told"
    compared = [a for a in answers if a.compare is not None or a.question.compare is not None]
    return _any_over(conditions.change, [change(a) for a in compared], text, unknown)


def _cost(conditions: Conditions, answers: Sequence[Answer]) -> Judged:
    text = f"the cost is not more than ${conditions.cost}"
    unknown = "whether the cost is high enough could not be told"
    costs = [a for a in answers if COST in a.total or a.question.subject is Subject.COST]
    return _any_over(conditions.cost, [a.total.get(COST) for a in costs], text, unknown)


def _any_over(
    least: Decimal | None, found: Sequence[Decimal | None], text: str, unknown: str
) -> Judged:
    """Over what was asked for by the questions that it can be told of at all."""
    known = [value for value in found if value is not None]
    if least is None or any(value > least for value in known):
        return Judged()
    return Judged(text) if known and len(known) == len(found) else Judged("", (unknown,))


Condition = Callable[[Conditions, Sequence[Answer]], Judged]
