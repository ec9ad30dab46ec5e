"""What settings narrow: channels, people for some things, tags and projects; never wider."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.account import Names, Project
from bot.answer.model import Answer, Part, Rest
from bot.books import Source
from bot.policy.model import (
    NARROWEST,
    Aim,
    Need,
    Person,
    Policy,
    Room,
    Showing,
    Sight,
    Spot,
    Standing,
    Why,
)
from bot.policy.sight import HIDDEN_ROWS, sight, visible, visible_names, within_sight
from bot.policy.table import decide
from bot.question.model import (
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    KnownKey,
    Op,
    Period,
    Question,
    Subject,
    Vocabulary,
)

ANA = Person("U0ANA0001", "T0", Standing.MEMBER, frozenset({"S0FINANCE"}))
BO = Person("U0BO00001", "T0", Standing.MEMBER, frozenset())
HERE = Spot("C0GENERAL", Room.CHANNEL, shared=False)
FINANCE = Spot("C0FINANCE", Room.CHANNEL, shared=False)
DM = Spot("D0ANA0001", Room.DM)
COST = Question(Subject.COST)
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
P, a, no = Showing.PUBLIC, Showing.PRIVATE, Showing.REFUSED


def showing(policy: Policy, person: Person, spot: Spot, question: Question) -> str:
    return "".join(
        {P: "P", a: "a", no: "."}[decide(policy, person, spot, aim, question).showing]
        for aim in (Aim.ASKER, Aim.OPEN, Aim.SHARE, Aim.DIGEST)
    )


@pytest.mark.parametrize(
    ("named", "person", "spot", "signs"),
    [
        ("U0ANA0001", ANA, HERE, "aa.."),
        ("U0ANA0001", BO, HERE, "...."),
        ("S0FINANCE", ANA, HERE, "aa.."),
        ("S0FINANCE", BO, HERE, "...."),
        ("S0FINANCE", ANA, DM, "aaaa"),
        ("S0FINANCE", replace(ANA, groups=None), HERE, "...."),
        ("S0FINANCE", replace(ANA, standing=Standing.GUEST), HERE, "...."),
        ("C0FINANCE", BO, FINANCE, "aPPP"),
        ("C0FINANCE", ANA, HERE, "...."),
        ("C0FINANCE", BO, replace(FINANCE, shared=True), "aa.."),
        ("S0NOBODY1", ANA, FINANCE, "...."),
    ],
)
def test_cost_for_some_is_for_those_and_public_only_where_the_place_is_named(
    named: str, person: Person, spot: Spot, signs: str
) -> None:
    policy = Policy(may={Need.COST: frozenset({named})})

    assert showing(policy, person, spot, COST) == signs
    assert showing(policy, replace(person, standing=Standing.MEMBER), HERE, Question()) == "aPPP"


def test_usage_by_key_is_under_the_rule_of_keys() -> None:
    policy = Policy(may={Need.KEYS: frozenset({"S0FINANCE"})})

    by_key = Question(group_by=(Dimension.KEY,))
    assert showing(policy, BO, HERE, by_key) == "...."
    assert showing(policy, ANA, HERE, by_key) == "aa.."


def test_only_listed_channels_are_answered_and_direct_messages_only_if_listed() -> None:
    policy = Policy(channels=frozenset({"C0GENERAL"}))

    assert showing(policy, ANA, HERE, Question()) == "aPPP"
    assert showing(policy, ANA, FINANCE, Question()) == "...."
    assert showing(policy, ANA, DM, Question()) == "...."
    assert showing(Policy(channels=frozenset({"dm"})), ANA, DM, Question()) == "aaaa"
    assert showing(Policy(channels=frozenset()), ANA, HERE, Question()) == "...."


def test_a_named_administrator_is_one_and_a_workspace_admin_then_is_not() -> None:
    from bot.policy.table import rule

    policy = Policy(may={Need.ADMIN: frozenset({"U0BO00001"})})

    assert rule(policy, BO, DM, Aim.ASKER, Need.ADMIN).showing is a
    assert rule(policy, replace(ANA, admin=True), DM, Aim.ASKER, Need.ADMIN).showing is no


TAGGED = Policy(sees={"C0GENERAL": Sight(tags=frozenset({"support", "search"}))})
ONE_PROJECT = Policy(sees={"S0FINANCE": Sight(projects=frozenset({"acme"}))})


def within(policy: Policy, question: Question, person: Person = ANA) -> Question | Why | None:
    verdict = decide(policy, person, HERE, Aim.ASKER, question)
    return verdict.question or verdict.why


def tag(op: Op, *values: str) -> Filter:
    return Filter(Field.TAG, op, values)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ((), (tag(Op.ANY, "search", "support"),)),
        ((tag(Op.ANY, "support"),), (tag(Op.ANY, "support"),)),
        ((tag(Op.ALL, "search", "support"),), (tag(Op.ALL, "search", "support"),)),
        ((tag(Op.NONE, "search"),), (tag(Op.ANY, "search", "support"), tag(Op.NONE, "search"))),
        ((tag(Op.ANY, "secret"),), None),
        ((tag(Op.ANY, "secret", "support"),), None),
        ((tag(Op.ALL, "secret", "support"),), None),
        ((tag(Op.NONE, "secret"),), None),
        ((tag(Op.ANY, "no-such-tag"),), None),
        ((tag(Op.ANY, UNTAGGED),), None),
        ((tag(Op.NONE, UNTAGGED),), None),
    ],
)
@pytest.mark.parametrize("subject", [Subject.USAGE, Subject.COST])
def test_some_tags_only_are_seen_and_others_are_not_found(asked, answered, subject) -> None:
    found = within(TAGGED, Question(subject, filters=asked))

    expected = Question(subject, filters=answered) if answered is not None else Why.NOT_FOUND
    assert found == expected


@pytest.mark.parametrize(
    "question",
    [
        Question(group_by=(Dimension.KEY,)),
        Question(group_by=(Dimension.TAG_SET,)),
        Question(filters=(Filter(Field.KEY, Op.ANY, ("k1",)),)),
        *(Question(s) for s in Subject if s not in {Subject.USAGE, Subject.COST, Subject.HELP}),
    ],
)
def test_what_is_of_the_whole_account_is_not_for_who_sees_some_tags(question: Question) -> None:
    assert within(TAGGED, question) is Why.ACCOUNT_WIDE


def test_projects_narrow_every_subject() -> None:
    mine = Filter(Field.PROJECT, Op.ANY, ("acme",))
    for subject in set(Subject) - {Subject.HELP}:
        assert within(ONE_PROJECT, Question(subject)) == Question(subject, filters=(mine,))
    other = Question(filters=(Filter(Field.PROJECT, Op.ANY, ("globex",)),))
    assert within(ONE_PROJECT, other) is Why.NOT_FOUND
    assert within(ONE_PROJECT, other, BO) == other
    assert within(ONE_PROJECT, Question(), replace(BO, groups=None)) == Question(filters=(mine,))


def test_two_rules_leave_what_both_let_through() -> None:
    policy = Policy(
        sees={
            "C0GENERAL": Sight(tags=frozenset({"a", "b"})),
            "S0FINANCE": Sight(tags=frozenset({"b", "c"}), projects=frozenset({"acme"})),
            "U0BO00001": Sight(tags=frozenset({"c"})),
        }
    )

    assert sight(policy, ANA, HERE) == Sight(frozenset({"b"}), frozenset({"acme"}))
    assert sight(policy, ANA, DM) == Sight(frozenset({"b", "c"}), frozenset({"acme"}))
    assert within(policy, Question(), BO) is Why.NOT_FOUND


def test_hidden_names_are_in_no_suggestion() -> None:
    every = Vocabulary(("a", "b"), (KnownKey("k", "ci"),), ("nova-3",), {}, ("acme", "globex"))
    names = Names(Project("1", "Acme"), tags=("a", "b"), missing={"tags": "403"})
    seen = Sight(frozenset({"b"}), frozenset({"globex"}))

    assert visible(every, Sight()) == every
    assert visible(every, seen) == replace(every, tags=("b",), keys=(), projects=("globex",))
    assert visible_names(names, seen) == replace(names, tags=("b",), missing={})
    assert Field.TAG in visible(replace(every, complete=frozenset()), seen).complete


def test_hidden_tags_have_no_row() -> None:
    def row(value: str | None) -> Part:
        return Part((("tag", value),), value or "(untagged)", {"hours": Decimal(1)})

    question = Question(group_by=(Dimension.TAG,), period=WEEK)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    answer = Answer(
        question, WEEK, at, Source.DEEPGRAM, stale=False, provisional=(), columns=("hours",),
        total={"hours": Decimal(1)}, parts=(row("a"), row("b"), row(None)), other=Rest(),
        overlap=True, series=(),
    )  # fmt: skip

    shown = within_sight(answer, Sight(frozenset({"a"})))

    assert [part.label for part in shown.parts] == ["a"]
    assert shown.notes == (HIDDEN_ROWS,)
    assert within_sight(answer, Sight()) is answer


names = st.sampled_from(["C0GENERAL", "C0FINANCE", "U0ANA0001", "U0BO00001", "S0FINANCE", "S0X"])
seen = st.none() | st.frozensets(st.sampled_from("abc"))
policies = st.builds(
    Policy,
    st.none() | st.frozensets(st.sampled_from(["C0GENERAL", "C0FINANCE", "dm"])),
    st.dictionaries(
        st.sampled_from(Need).filter(lambda n: n is not Need.ADMIN), st.frozensets(names)
    ),
    st.dictionaries(names, st.builds(Sight, seen, seen)),
)
questions = st.builds(
    Question,
    st.sampled_from(Subject),
    filters=st.tuples(
        st.builds(Filter, st.sampled_from(Field), st.sampled_from(Op), st.just(("a",)))
    ),
    group_by=st.tuples(st.sampled_from(Dimension)),
)
people = st.builds(
    Person, st.sampled_from(["U0ANA0001", "U0BO00001"]), st.just("T0"), st.sampled_from(Standing),
    st.none() | st.frozensets(st.sampled_from(["S0FINANCE", "S0X"])),
)  # fmt: skip
spots = st.builds(
    Spot, st.sampled_from(["C0GENERAL", "C0FINANCE", ""]), st.sampled_from(Room),
    st.sampled_from([None, True, False]),
)  # fmt: skip


@given(policies, people, spots, st.sampled_from(Aim), questions)
def test_no_setting_makes_anything_wider(
    policy: Policy, person: Person, spot: Spot, aim: Aim, question: Question
) -> None:
    bare = decide(Policy(), person, spot, aim, question)
    narrow = decide(policy, person, spot, aim, question)

    assert NARROWEST.index(narrow.showing) <= NARROWEST.index(bare.showing)
    if narrow.question is not None:
        assert set(question.filters) <= set(narrow.question.filters)


@given(policies, people, spots, st.sampled_from(Aim), questions)
def test_what_slack_does_not_say_makes_nothing_wider(
    policy: Policy, person: Person, spot: Spot, aim: Aim, question: Question
) -> None:
    known = decide(policy, person, spot, aim, question)
    for groups, shared, standing in product((None, person.groups), (None, spot.shared), (0, 1)):
        less = replace(
            person, groups=groups, standing=Standing.UNKNOWN if standing else person.standing
        )
        guess = decide(policy, less, replace(spot, shared=shared), aim, question)
        assert NARROWEST.index(guess.showing) <= NARROWEST.index(known.showing)
