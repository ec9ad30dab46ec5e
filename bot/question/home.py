"""The project that a question is about where it names none: that of the place it is asked in. Pure.

What is about all projects in such a place says so by naming each, so that it stays a question
about all of them wherever it is asked again.
"""

from dataclasses import replace

from bot.question.model import (
    Dimension,
    Field,
    Filter,
    Op,
    Question,
    Standpoint,
    Subject,
    Vocabulary,
)

# One key, one request and the projects themselves are looked for everywhere.
EVERYWHERE = frozenset({Subject.KEY, Subject.PROJECTS, Subject.HELP})


def at_home(
    question: Question, standpoint: Standpoint, vocabulary: Vocabulary, *, everywhere: bool = False
) -> Question:
    """The question about the project of the place, where it names none; `everywhere` it is of all."""
    home = standpoint.project
    if home not in vocabulary.projects or _settled(question):
        return question
    wide = everywhere or Dimension.PROJECT in question.group_by
    projects = tuple(sorted(vocabulary.projects)) if wide else (home,)
    named = Filter(Field.PROJECT, Op.ANY, projects)
    return replace(question, filters=tuple(sorted((*question.filters, named))))


def homeless(standpoint: Standpoint) -> Standpoint:
    """The same standpoint in a place without a project of its own."""
    return replace(standpoint, project="")


def _settled(question: Question) -> bool:
    """Whether a question says by itself which project it is about, or looks in all of them."""
    named = any(each.field is Field.PROJECT for each in question.filters)
    return named or question.subject in EVERYWHERE or question.request_id is not None
