"""The whole matrix of access, against a table that was written out by hand, cell by cell."""

from itertools import product

import pytest

from bot.policy import table
from bot.policy.model import (
    Aim,
    Need,
    Person,
    Policy,
    Room,
    Showing,
    Spot,
    Standing,
)
from bot.policy.table import decide, needed, rule
from bot.question.model import Dimension, Field, Filter, Metric, Op, Question, Subject

# a = the asker alone, P = public, . = refused; columns: asked alone, in the open, shared, digest.
INSIDE = """
    help       aPPP
    usage      aPPP
    cost       aPPP
    names      aPPP
    key_names  aaPP
    keys       aa..
    requests   aa..
    balance    aa..
    digests    aP..
    admin      ....
"""
OUTSIDE = """
    help       aPPP
    usage      aa..
    cost       aa..
    names      aa..
    key_names  aa..
    keys       aa..
    requests   aa..
    balance    aa..
    digests    aa..
    admin      ....
"""
ALONE = """
    help       aaaa
    usage      aaaa
    cost       aaaa
    names      aaaa
    key_names  aaaa
    keys       aaaa
    requests   aaaa
    balance    aaaa
    digests    aaaa
    admin      ....
"""
ONLY_HELP = """
    help       aPPP
    usage      ....
    cost       ....
    names      ....
    key_names  ....
    keys       ....
    requests   ....
    balance    ....
    digests    ....
    admin      ....
"""
ONLY_HELP_ALONE = ONLY_HELP.replace("aPPP", "aaaa")

# Every place, by its room and by what Slack says of other companies in it: the members' table.
PLACES = {
    (Room.CHANNEL, False): INSIDE,
    (Room.CHANNEL, True): OUTSIDE,
    (Room.CHANNEL, None): OUTSIDE,
    (Room.PRIVATE, False): INSIDE,
    (Room.PRIVATE, True): OUTSIDE,
    (Room.PRIVATE, None): OUTSIDE,
    (Room.GROUP_DM, False): INSIDE,
    (Room.GROUP_DM, True): OUTSIDE,
    (Room.GROUP_DM, None): OUTSIDE,
    (Room.DM, False): ALONE,
    (Room.DM, True): ALONE,
    (Room.DM, None): ALONE,
    (Room.OWN, False): ALONE,
    (Room.OWN, True): ALONE,
    (Room.OWN, None): ALONE,
    (Room.UNKNOWN, False): ONLY_HELP,
    (Room.UNKNOWN, True): ONLY_HELP,
    (Room.UNKNOWN, None): ONLY_HELP,
}
SIGNS = {".": Showing.REFUSED, "a": Showing.PRIVATE, "P": Showing.PUBLIC}
AIMS = (Aim.ASKER, Aim.OPEN, Aim.SHARE, Aim.DIGEST)

# One question or more for each need that is a question's.
QUESTIONS = {
    "help": [Question(Subject.HELP)],
    "usage": [Question(), Question(group_by=(Dimension.TAG,)), Question(metric=Metric.HOURS)],
    "cost": [Question(Subject.COST), Question(metric=Metric.COST)],
    "names": [Question(Subject.TAGS), Question(Subject.MODELS), Question(Subject.PROJECTS)],
    "key_names": [
        Question(group_by=(Dimension.KEY,)),
        Question(filters=(Filter(Field.KEY, Op.NONE, ("k1",)),)),
        Question(Subject.COST, group_by=(Dimension.LINE_ITEM, Dimension.KEY)),
    ],
    "keys": [Question(Subject.KEY), Question(Subject.KEYS)],
    "requests": [Question(Subject.REQUESTS), Question(Subject.REQUESTS, request_id="r")],
    "balance": [Question(Subject.BALANCE)],
}


def rows(text: str) -> dict[str, str]:
    return dict(line.split() for line in text.strip().splitlines())


def expected(standing: Standing, room: Room, shared: bool | None) -> dict[str, str]:
    if standing is Standing.MEMBER:
        return rows(PLACES[room, shared])
    return rows(ONLY_HELP_ALONE if room in {Room.DM, Room.OWN} else ONLY_HELP)


CELLS = list(product(Standing, Room, (False, True, None)))


def test_the_table_has_every_place_and_every_need() -> None:
    assert set(PLACES) == set(product(Room, (False, True, None)))
    for text in (INSIDE, OUTSIDE, ALONE, ONLY_HELP):
        assert set(rows(text)) == {need.value for need in Need}
    assert set(table.WIDEST) == set(Need)
    assert {need for each in table.WIDEST.values() for need in each} == set(Aim)


@pytest.mark.parametrize(("standing", "room", "shared"), CELLS)
def test_every_need_is_shown_as_the_table_says(
    standing: Standing, room: Room, shared: bool | None
) -> None:
    person, spot = Person("U0ANA0001", "T0", standing, frozenset()), Spot("C0PLACE01", room, shared)
    for need, signs in expected(standing, room, shared).items():
        for aim, sign in zip(AIMS, signs, strict=True):
            found = rule(Policy(), person, spot, aim, Need(need))
            assert found.showing is SIGNS[sign], (need, aim, found)


@pytest.mark.parametrize(("standing", "room", "shared"), CELLS)
def test_every_question_is_shown_as_its_need(
    standing: Standing, room: Room, shared: bool | None
) -> None:
    person, spot = Person("U0ANA0001", "T0", standing, frozenset()), Spot("C0PLACE01", room, shared)
    cells = expected(standing, room, shared)
    for need, questions in QUESTIONS.items():
        for question, (aim, sign) in product(questions, zip(AIMS, cells[need], strict=True)):
            verdict = decide(Policy(), person, spot, aim, question)
            assert verdict.showing is SIGNS[sign], (question, aim)
            assert (verdict.question == question) is verdict.allowed
            assert verdict.allowed or verdict.why is not None


def test_every_subject_has_a_need() -> None:
    assert set(table.SUBJECTS) == set(Subject)
    assert all(needed(Question(subject)) for subject in Subject)


@pytest.mark.parametrize("room", Room)
def test_a_channel_without_an_id_is_no_known_place(room: Room) -> None:
    person = Person("U0ANA0001", "T0", Standing.MEMBER)
    verdict = decide(Policy(), person, Spot("", room, False), Aim.ASKER, Question())

    assert verdict.allowed is (room in {Room.DM, Room.OWN})


def test_somebody_without_an_id_is_nobody() -> None:
    spot = Spot("C0PLACE01", Room.CHANNEL, False)

    assert not decide(
        Policy(), Person("", "T0", Standing.MEMBER), spot, Aim.ASKER, Question()
    ).allowed


@pytest.mark.parametrize("admin", [True, False])
def test_administration_is_for_the_workspace_s_admins_where_nobody_is_named(admin: bool) -> None:
    person = Person("U0ANA0001", "T0", Standing.MEMBER, frozenset(), admin)
    spot = Spot("D0ANA0001", Room.DM)

    assert rule(Policy(), person, spot, Aim.ASKER, Need.ADMIN).showing is (
        Showing.PRIVATE if admin else Showing.REFUSED
    )
