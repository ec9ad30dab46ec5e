"""A channel's own project: what is meant where a question names none."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.follow import follow
from bot.question.model import (
    Dimension,
    Field,
    Filter,
    KnownKey,
    Op,
    Question,
    Standpoint,
    Subject,
    Unclear,
    Vocabulary,
)
from bot.question.read import read
from bot.question.say import say, spell

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANYWHERE = Standpoint(NOW, ZoneInfo("UTC"))
AT_ACME = replace(ANYWHERE, project="acme")
KEY = "6f0b0c3e-4d3c-4d61-9a57-0f5f0d3c1a11"
KNOWN = Vocabulary(
    tags=("support",),
    keys=(KnownKey(KEY, "ci runner"),),
    models=("nova-3",),
    projects=("acme", "blue"),
)
ACME = Filter(Field.PROJECT, Op.ANY, ("acme",))
BLUE = Filter(Field.PROJECT, Op.ANY, ("blue",))
BOTH = Filter(Field.PROJECT, Op.ANY, ("acme", "blue"))


def asked(text: str, standpoint: Standpoint = AT_ACME) -> Question:
    found = read(text, standpoint, KNOWN)
    assert isinstance(found, Question), found
    return found


def projects(question: Question) -> list[Filter]:
    return [each for each in question.filters if each.field is Field.PROJECT]


@pytest.mark.parametrize(
    "text",
    ["last week", "cost by key this month", "tag:support", "tags", "models", "keys", "balance"],
)
def test_a_question_without_a_project_is_about_the_channels(text: str) -> None:
    """And says so, as if it had been typed."""
    question = asked(text)

    assert projects(question) == [ACME]
    assert "project acme" in say(question, KNOWN)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cost project:blue", [BLUE]),
        ("cost -project:acme", [Filter(Field.PROJECT, Op.NONE, ("acme",))]),
        ("cost by project last week", [BOTH]),
        ("cost last week all projects", [BOTH]),
        ("tags of all projects", [BOTH]),
        ("balance of all our projects", [BOTH]),
        ("failed requests today in all projects", [BOTH]),
    ],
)
def test_what_names_projects_is_about_those(text: str, meant: list[Filter]) -> None:
    """All of them, where a row for each is wanted or all are said."""
    assert projects(asked(text)) == meant


@pytest.mark.parametrize("text", ["projects", "help", "key ci runner", f"request {KEY}"])
def test_one_thing_is_looked_for_everywhere(text: str) -> None:
    """A key or a request is in whichever project it is in."""
    assert projects(asked(text)) == []


def test_elsewhere_nothing_changes() -> None:
    """Without a project of the place, a question is about all, and `all` carries nothing."""
    assert asked("cost last week", ANYWHERE).filters == ()
    assert asked("tags of all projects", ANYWHERE) == asked("tags", ANYWHERE)
    assert asked("usage across all projects", ANYWHERE).group_by == (Dimension.PROJECT,)


def test_a_project_that_is_not_there_is_no_default() -> None:
    """Nor is one that the asker may not see."""
    assert asked("cost last week", replace(ANYWHERE, project="gone")).filters == ()


@pytest.mark.parametrize(
    "text", ["cost last week", "cost by project last week", "cost project:blue", "tags", "balance"]
)
def test_a_button_asks_the_same_wherever_it_is_pressed(text: str) -> None:
    """What was read in a channel of its own is spelled with its project, and read back to itself."""
    question = asked(text)
    spelled = spell(question, KNOWN)

    for place in (AT_ACME, ANYWHERE, replace(ANYWHERE, project="blue")):
        assert replace(asked(spelled, place), default_period=question.default_period) == question


@pytest.mark.parametrize(
    ("first", "then", "meant"),
    [
        ("cost last week", "same for last month", [ACME]),
        ("cost last week", "now by key", [ACME]),
        ("cost last week project:blue", "same for last month", [BLUE]),
        ("cost last week project:blue", "now by key", [BLUE]),
        ("cost last week", "now for project:blue", [BLUE]),
        ("cost last week", "now by project", [BOTH]),
        ("cost last week", "all projects", [BOTH]),
        ("cost by project last week", "now by key", [BOTH]),
        ("cost by project last week", "as csv", [BOTH]),
        ("cost last week project:blue", "usage of tag:support yesterday", [ACME]),
    ],
)
def test_a_thread_goes_on_in_the_project_of_its_last_question(
    first: str, then: str, meant: list[Filter]
) -> None:
    """Until another is named; what is a question by itself is about the channel's again."""
    found = follow(asked(first), then, AT_ACME, KNOWN)

    assert isinstance(found, Question), found
    assert projects(found) == meant


def test_a_breakdown_by_project_keeps_the_several_that_were_named() -> None:
    """Only a single project is left behind by `by project`."""
    found = follow(asked("cost project:acme,blue last week", ANYWHERE), "as csv", ANYWHERE, KNOWN)

    assert isinstance(found, Question)
    assert projects(found) == [BOTH]


def test_what_is_unclear_stays_unclear() -> None:
    """The project of the place mends nothing."""
    assert isinstance(read("cost projects:acm", AT_ACME, KNOWN), Unclear)
    assert asked("projects").subject is Subject.PROJECTS
