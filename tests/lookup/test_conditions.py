"""Which keys meet a condition: pure, for any keys and any days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.account import Key, Member
from bot.lookup.conditions import Line, Moment, narrowed
from bot.lookup.grants import by_role, by_scope
from bot.lookup.owners import owned, people
from bot.question.model import KeyCondition, KeyState

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
ANA = Member("m1", "ana@acme.example", "Ana Flores")
HANA = Member("m2", "hana@acme.example", "Hana Sato")
ANAIS = Member("m3", "anais@acme.example", "")

ages = st.integers(0, 500)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    age = draw(ages)
    used = draw(st.sets(st.integers(0, age), max_size=4))
    expires = draw(st.none() | st.integers(-50, 50))
    key = Key(
        f"k{draw(st.integers(0, 10**9))}",
        created=draw(st.just(NOW - timedelta(days=age)) | st.none()),
        expires=None if expires is None else NOW + timedelta(days=expires, hours=1),
    )
    days = sorted((NOW.date() - timedelta(days=back) for back in used), reverse=True)
    return Line(key, "acme", tuple(days))


@given(st.lists(lines(), max_size=8, unique_by=lambda line: line.key.id), st.integers(1, 400))
def test_every_key_is_used_unused_or_too_young_and_only_one_of_them(
    every: list[Line], days: int
) -> None:
    met = narrowed(every, (KeyCondition(KeyState.UNUSED, days),), Moment(NOW))

    first = NOW.date() - timedelta(days=days - 1)
    used = {line.key.id for line in every if any(day >= first for day in line.used or ())}
    old, young = {x.key.id for x in met.lines}, {x.key.id for x in met.young}
    assert used | old | young == {line.key.id for line in every}
    assert not used & old
    assert not used & young
    assert not old & young
    for line in met.lines:
        assert line.key.created is None or line.key.created.date() <= first
    assert all(line.remark for line in met.young)


@given(st.lists(lines(), max_size=8, unique_by=lambda line: line.key.id), st.integers(1, 60))
def test_a_key_is_expiring_expired_or_neither(every: list[Line], days: int) -> None:
    coming = narrowed(every, (KeyCondition(KeyState.EXPIRING, days),), Moment(NOW)).lines
    gone = narrowed(every, (KeyCondition(KeyState.EXPIRED),), Moment(NOW)).lines

    for line in every:
        ends = line.key.expires
        assert (line in gone) == (ends is not None and ends <= NOW)
        soon = ends is not None and NOW < ends <= NOW + timedelta(days=days)
        assert (line in coming) == soon


def test_a_key_that_was_made_on_the_first_of_the_days_is_old_enough() -> None:
    made = [NOW - timedelta(days=back) for back in (29, 28, 0)]
    every = [Line(Key(str(n), created=when), "acme") for n, when in enumerate(made)]

    met = narrowed(every, (KeyCondition(KeyState.UNUSED, 30),), Moment(NOW))

    assert [line.key.id for line in met.lines] == ["0"]
    assert [line.remark for line in met.young] == ["only 28 days old", "made today"]


def test_conditions_add_up() -> None:
    idle = Line(Key("a", owner=ANA, scopes=("usage:read",)), "acme")
    busy = Line(Key("b", owner=ANA), "acme", (date(2026, 11, 23),))
    other = Line(Key("c", owner=HANA), "acme")
    both = (KeyCondition(KeyState.OWNER, text="ana"), KeyCondition(KeyState.UNUSED, 30))

    assert narrowed((idle, busy, other), both, Moment(NOW)).lines == (idle,)


def test_a_key_whose_use_is_not_known_is_not_called_unused() -> None:
    unread = Line(Key("a"), "acme", None, None)

    assert narrowed((unread,), (KeyCondition(KeyState.UNUSED, 30),), Moment(NOW)).lines == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ana", "a"),  # a name or what stands before the @ wins over a part of one
        ("ANA@acme.example", "a"),
        ("Ana Flores", "a"),
        ("flores", "a"),
        ("hana", "b"),
        ("anai", "c"),
        ("an", "ac"),
        ("ato", "b"),
        ("acme.example", "abc"),
        ("nobody", ""),
    ],
)
def test_a_person_is_found_by_the_closest_match(text: str, found: str) -> None:
    keys = (Key("a", owner=ANA), Key("b", owner=HANA), Key("c", owner=ANAIS), Key("d"))

    assert "".join(key.id for key in owned(keys, text)) == found


def test_people_are_named_once() -> None:
    keys = [Key("a", owner=ANA), Key("b", owner=ANA), Key("c", owner=ANAIS), Key("d")]

    assert people(keys) == ("Ana Flores", "anais@acme.example")


@pytest.mark.parametrize(
    ("scopes", "wanted", "own", "role"),
    [
        (("usage:read",), "usage:read", True, None),
        (("usage:read",), "usage", True, None),
        (("usage:read",), "usage:*", True, None),
        (("usage:*",), "usage:write", True, None),
        (("usage:read",), "usage:write", False, None),
        (("member",), "usage:write", False, "member"),
        (("member",), "billing:read", False, None),
        (("admin",), "billing:read", False, "admin"),
        (("admin",), "admin", True, None),
        (("Owner",), "billing:write", False, "owner"),
        ((), "usage:read", False, None),
    ],
)
def test_a_scope_is_the_keys_own_or_its_roles(
    scopes: tuple[str, ...], wanted: str, own: bool, role: str | None
) -> None:
    key = Key("k", scopes=scopes)

    assert (by_scope(key, wanted), by_role(key, wanted)) == (own, role)
