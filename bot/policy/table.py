"""The table: need x aim, then place, then person. What stands nowhere is refused."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.policy.model import (
    ALONE,
    DIRECT,
    NARROWEST,
    Aim,
    Need,
    Person,
    Policy,
    Room,
    Showing,
    Spot,
    Standing,
    Verdict,
    Why,
)
from bot.policy.sight import narrowed, sight
from bot.question.model import Dimension, Field, Metric, Question, Subject

_NO, _ONE, _ALL = NARROWEST

# Who sees it at most, when a full member asks for it in a channel of the home workspace alone.
WIDEST: Mapping[Need, Mapping[Aim, Showing]] = {
    #                 asker alone       in the open     shared           posted as a digest
    need: dict(zip((Aim.ASKER, Aim.OPEN, Aim.SHARE, Aim.DIGEST), row, strict=True))
    for need, row in {
        Need.HELP: (_ONE, _ALL, _ALL, _ALL),
        Need.USAGE: (_ONE, _ALL, _ALL, _ALL),
        Need.COST: (_ONE, _ALL, _ALL, _ALL),
        Need.NAMES: (_ONE, _ALL, _ALL, _ALL),
        Need.KEY_NAMES: (_ONE, _ONE, _ALL, _ALL),
        Need.KEYS: (_ONE, _ONE, _NO, _NO),
        Need.REQUESTS: (_ONE, _ONE, _NO, _NO),
        Need.BALANCE: (_ONE, _ONE, _NO, _NO),
        Need.DIGESTS: (_ONE, _ALL, _NO, _NO),
        Need.ADMIN: (_ONE, _ONE, _NO, _NO),
    }.items()
}

# Everybody else than a full member gets no numbers.
OUTSIDE: Mapping[Standing, Why] = {
    Standing.GUEST: Why.GUEST,
    Standing.ULTRA_GUEST: Why.GUEST,
    Standing.STRANGER: Why.STRANGER,
    Standing.BOT: Why.NOBODY,
    Standing.DELETED: Why.NOBODY,
    Standing.UNKNOWN: Why.UNKNOWN_PERSON,
}

SUBJECTS: Mapping[Subject, Need] = {
    Subject.HELP: Need.HELP,
    Subject.USAGE: Need.USAGE,
    Subject.COST: Need.COST,
    Subject.TAGS: Need.NAMES,
    Subject.MODELS: Need.NAMES,
    Subject.PROJECTS: Need.NAMES,
    Subject.KEY: Need.KEYS,
    Subject.KEYS: Need.KEYS,
    Subject.REQUESTS: Need.REQUESTS,
    Subject.BALANCE: Need.BALANCE,
}
# Under whose rule a need stands, where it is not its own.
RULE = {Need.KEY_NAMES: Need.KEYS}
# What is answered only if it was written down that it was.
RECORDED = frozenset({Need.KEYS, Need.REQUESTS, Need.BALANCE})


class Ruling(NamedTuple):
    """Who may see it, and why not more."""

    showing: Showing
    why: Why | None = None


def decide(policy: Policy, person: Person, spot: Spot, aim: Aim, question: Question) -> Verdict:
    """What becomes of a question: refused, to be shown to the asker alone, or to all there."""
    needs = needed(question)
    ruling = strictest(rule(policy, person, spot, aim, need) for need in needs)
    if ruling.showing is Showing.REFUSED:
        return Verdict(ruling.showing, why=ruling.why, needs=needs)
    seen = sight(policy, person, spot)
    found = narrowed(question, seen)
    if not isinstance(found, Question):
        return Verdict(Showing.REFUSED, why=found, needs=needs)
    return Verdict(ruling.showing, found, ruling.why, seen, needs)


def needed(question: Question) -> frozenset[Need]:
    """Everything that the answer to a question takes."""
    needs = {SUBJECTS[question.subject]}
    touched = {*question.group_by, *(each.field for each in question.filters)}
    if needs == {Need.HELP}:
        return frozenset(needs)
    if question.metric is Metric.COST or touched & {Dimension.LINE_ITEM, Field.LINE_ITEM}:
        needs.add(Need.COST)
    if touched & {Dimension.KEY, Field.KEY}:
        needs.add(Need.KEY_NAMES)
    return frozenset(needs)


def rule(policy: Policy, person: Person, spot: Spot, aim: Aim, need: Need) -> Ruling:
    """The ruling on one need; the first of the steps that refuses has the last word."""
    if need is Need.HELP:
        return Ruling(_ONE if spot.room in ALONE else WIDEST[need][aim])
    refused = closed(policy, person, spot) or _unnamed(policy, person, spot, need)
    if refused is not None:
        return Ruling(_NO, refused)
    if spot.room in ALONE:
        return Ruling(_ONE)
    return strictest((_usual(need, aim), _there(spot, aim), _among(policy, spot, need, aim)))


def closed(policy: Policy, person: Person, spot: Spot) -> Why | None:
    """Why somebody gets nothing at all in a place, whatever they ask."""
    return _outsider(person) or _elsewhere(policy, spot)


def strictest(rulings: Iterable[Ruling]) -> Ruling:
    """The narrowest of several; of equals the first."""
    return min(rulings, key=lambda ruling: NARROWEST.index(ruling.showing))


def _outsider(person: Person) -> Why | None:
    if person.standing is Standing.MEMBER and person.id:
        return None
    return OUTSIDE.get(person.standing, Why.UNKNOWN_PERSON)


def _elsewhere(policy: Policy, spot: Spot) -> Why | None:
    """Why nothing is answered there."""
    known = spot.room in ALONE or (spot.room is not Room.UNKNOWN and spot.channel)
    if not known:
        return Why.UNKNOWN_PLACE
    name = DIRECT if spot.room in ALONE else spot.channel
    return None if policy.channels is None or name in policy.channels else Why.PLACE


def _unnamed(policy: Policy, person: Person, spot: Spot, need: Need) -> Why | None:
    """Why somebody has not got a need that is only for some."""
    only = policy.may.get(RULE.get(need, need))
    if only is None:
        return Why.NOT_NAMED if need is Need.ADMIN and not person.admin else None
    mine = {person.id, spot.channel, *(person.groups or ())} - {""}
    return None if mine & only else Why.NOT_NAMED


def _usual(need: Need, aim: Aim) -> Ruling:
    widest = WIDEST[need][aim]
    asked = _ONE if aim is Aim.ASKER else _ALL
    return Ruling(widest, None if widest is asked else Why.ALWAYS_PRIVATE)


def _there(spot: Spot, aim: Aim) -> Ruling:
    """Nothing is posted where others look on, or may: a question is answered to its asker alone."""
    if spot.shared is False or aim is Aim.ASKER:
        return Ruling(_ALL)
    why = Why.EXTERNAL if spot.shared else Why.MAYBE_EXTERNAL
    return Ruling(_ONE if aim is Aim.OPEN else _NO, why)


def _among(policy: Policy, spot: Spot, need: Need, aim: Aim) -> Ruling:
    """What only some have is shown to all of a channel only where that channel is named too."""
    only = policy.may.get(RULE.get(need, need))
    if only is None or aim is Aim.ASKER or spot.channel in only:
        return Ruling(_ALL)
    return Ruling(_ONE if aim is Aim.OPEN else _NO, Why.ONLY_SOME)
