"""How far somebody sees: hidden names are as good as unknown, in words, figures and suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.account import Names
from bot.answer.model import Answer, Part
from bot.policy.model import Person, Policy, Sight, Spot, Why
from bot.question.model import (
    Dimension,
    Field,
    Filter,
    Op,
    Question,
    Subject,
    Vocabulary,
)

HIDDEN_ROWS = "Tags that you may not see here have no row."

# What a tag narrows: figures can be asked for by tag, everything else is of the whole account.
BY_TAG = frozenset({Subject.USAGE, Subject.COST, Subject.HELP})


def sight(policy: Policy, person: Person, spot: Spot) -> Sight:
    """What every rule about the place, the person and their groups lets through.

    Where Slack did not say which groups somebody is in, the rules of all groups hold.
    """
    groups = policy.groups if person.groups is None else person.groups
    seen = Sight()
    for name in {spot.channel, person.id, *groups} & set(policy.sees):
        seen = seen.with_(policy.sees[name])
    return seen


def narrowed(question: Question, seen: Sight) -> Question | Why:
    """The question within that sight, or why there is nothing to be seen.

    A name out of sight is not found, whether there is such a thing or not.
    """
    if question.subject is Subject.HELP or seen.whole:
        return question
    if _names_hidden(question, Field.TAG, seen.tags) or _names_hidden(
        question, Field.PROJECT, seen.projects
    ):
        return Why.NOT_FOUND
    if seen.tags is not None and not _by_tag_only(question):
        return Why.ACCOUNT_WIDE
    filters = [
        *question.filters,
        *_added(question, Field.TAG, seen.tags),
        *_added(question, Field.PROJECT, seen.projects),
    ]
    return replace(question, filters=tuple(sorted(filters)))


def _names_hidden(question: Question, field: Field, seen: frozenset[str] | None) -> bool:
    """Whether it names something out of sight, be it only to leave it out; or all is out of sight."""
    if seen is None:
        return False
    named = {value for each in question.filters if each.field is field for value in each.values}
    return not seen or not named <= seen


def _by_tag_only(question: Question) -> bool:
    """Whether an answer tells of what carries the tags, and of nothing beside it."""
    touched = {*question.group_by, *(each.field for each in question.filters)}
    beyond: set[Dimension | Field] = {Dimension.TAG_SET, Dimension.KEY, Field.KEY}
    return question.subject in BY_TAG and not touched & beyond


def _added(question: Question, field: Field, seen: frozenset[str] | None) -> Sequence[Filter]:
    """The filter that keeps an answer within sight, where its own filters do not yet."""
    within = any(each.field is field and each.op is not Op.NONE for each in question.filters)
    return [] if seen is None or within else [Filter(field, Op.ANY, tuple(sorted(seen)))]


def visible(vocabulary: Vocabulary, seen: Sight) -> Vocabulary:
    """The names that somebody may be told of: for suggestions, type-ahead and "did you mean"."""
    tagged = seen.tags is not None
    return replace(
        vocabulary,
        tags=tuple(tag for tag in vocabulary.tags if _in(tag, seen.tags)),
        keys=() if tagged else vocabulary.keys,
        projects=tuple(p for p in vocabulary.projects if _in(p, seen.projects)),
        complete=vocabulary.complete | ({Field.TAG, Field.KEY} if tagged else frozenset()),
    )


def visible_names(names: Names, seen: Sight) -> Names:
    """A project's names, as far as somebody sees; who sees some tags only sees no keys."""
    if seen.tags is None:
        return names
    missing = {part: why for part, why in names.missing.items() if part not in {"tags", "keys"}}
    return replace(
        names, tags=tuple(t for t in names.tags if t in seen.tags), keys={}, missing=missing
    )


def visible_projects(projects: Sequence[str], seen: Sight) -> tuple[str, ...]:
    """The projects in sight, in their order."""
    return tuple(project for project in projects if _in(project, seen.projects))


def _in(name: str, seen: frozenset[str] | None) -> bool:
    return seen is None or name in seen


def within_sight(answer: Answer, seen: Sight) -> Answer:
    """An answer without the rows of hidden tags: usage may carry one beside a tag in sight."""
    if seen.tags is None or Dimension.TAG not in answer.question.group_by:
        return answer
    parts = tuple(part for part in answer.parts if _shown(part, seen.tags))
    if len(parts) == len(answer.parts):
        return answer
    return replace(answer, parts=parts, notes=(*answer.notes, HIDDEN_ROWS))


def _shown(part: Part, tags: frozenset[str]) -> bool:
    group: Mapping[str, object] = dict(part.group)
    return group.get(Dimension.TAG) in tags
