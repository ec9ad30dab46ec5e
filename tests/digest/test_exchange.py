"""Digests as a file: nothing is lost on the way, nothing is changed by half, and each is told."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.codec import Codec
from bot.digest.exchange import What, exported, imported, steps
from bot.digest.model import Conditions, Digest, Draft, Unreadable
from bot.question.schedule.model import Schedule
from bot.question.schedule.pattern import Daily, Weekly
from bot.terminal.digest_file import read, written
from tests.digest.world import MONDAYS, NOW, draft

CODEC = Codec()
ids = st.text("0123456789abcdef", min_size=6, max_size=16)
texts = st.text(min_size=1, max_size=60)
zones = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"])
days = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
when = st.times().map(lambda t: time(t.hour, t.minute)), zones.map(ZoneInfo)
schedules = st.one_of(
    st.builds(Schedule, st.builds(Daily, st.integers(2, 30)), *when, st.dates(date(2020, 1, 1))),
    st.builds(Schedule, st.builds(Weekly, days) | st.just(Daily()), *when),
)
amounts = st.none() | st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=2)
drafts = st.builds(
    Draft,
    st.lists(texts, min_size=1, max_size=3).map(tuple),
    schedules,
    st.sampled_from(["C0SUPPORT", "G0PRIVATE", "D0ANA0001"]),
    st.just("T0HOME001"),
    st.sampled_from(["U0ANA0001", "W0GRID001"]),
    st.builds(Conditions, amounts, amounts, st.booleans()),
)
moments = st.datetimes(timezones=st.just(UTC))
digests = st.builds(
    Digest,
    ids,
    drafts,
    moments,
    moments,
    paused=st.text(max_size=40),
    failures=st.integers(0, 9),
)


def same(digest: Digest) -> Digest:
    return imported(read(written(exported([digest], CODEC))), CODEC, NOW)[0]


@settings(max_examples=300, deadline=None)
@given(digests)
def test_every_digest_comes_back_from_a_file_as_it_was(digest) -> None:
    back = same(digest)

    assert back == digest
    assert back.draft.schedule.to_json() == digest.draft.schedule.to_json()


@settings(max_examples=300, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_every_text_is_the_same_text_again(values) -> None:
    """Also what YAML 1.1 takes for a number, a date, a truth or nothing at all."""
    assert read(written({"it": values})) == {"it": values}


@pytest.mark.parametrize("text", ["10:30", "no", "yes", "2026-11-23", "1e5", "0x10", "0777", "="])
def test_what_a_person_types_without_quotes_is_a_text(text) -> None:
    assert read(f"it: {text}") == {"it": text}


@pytest.mark.parametrize("text", ["\ud800", "\udfff x", "\x00", "\x85", "\u2028", "\ufeff", "😀"])
def test_odd_characters_come_back(text) -> None:
    assert read(written({"it": text})) == {"it": text}


def test_an_export_in_json_is_read_too() -> None:
    values = exported([one()], CODEC)

    assert read(json.dumps(values)) == values == read(written(values))


def one(id_: str = "0" * 12, **other) -> Digest:
    return Digest(id_, draft(**other), NOW, NOW)


def plain(**over) -> dict:
    [made] = exported([one()], CODEC)["digests"]
    return {k: v for k, v in {**made, **over}.items() if v != "left out"}


def faults(*listed) -> list[str]:
    with pytest.raises(ValueError, match=r".") as caught:
        imported({"dgusage": 1, "digests": list(listed)}, CODEC, NOW)
    return str(caught.value).splitlines()


WRONG = {
    "nobody knows `room`": {"room": "C0X"},
    "`questions` is a list": {"questions": "usage"},
    "`questions` is a list of": {"questions": []},
    "`id` is not one of ours": {"id": 123456789012},
    "`channel` is no id of Slack's": {"channel": "#support"},
    "`owner` is no id": {"owner": "@ana"},
    "`team` missing": {"team": "left out"},
    "`when` or `schedule` must say": {"when": "left out", "schedule": "left out"},
    "`schedule` cannot be read": {"schedule": {"v": 99}},
    "say different things": {"when": "every tuesday at 07:00 Europe/Berlin"},
    "`conditions` are": {"conditions": {"more": "20"}},
    "`skip_zero` is true or false": {"conditions": {"skip_zero": "false"}},
    "`cost` is an amount": {"conditions": {"cost": "a lot"}},
    "`failures` is a count": {"failures": -1},
    "`paused` is a text": {"paused": True},
    "of schema": {"v": 99},
    "zone": {"created": "2026-11-23T10:00:00"},
}


@pytest.mark.parametrize(("said", "over"), WRONG.items())
def test_a_fault_is_named_with_the_digest_that_it_is_in(said, over) -> None:
    [fault] = faults(
        plain(id="a" * 12, schedule=MONDAYS.to_json(), when=MONDAYS.say()), plain(**over)
    )

    assert fault.startswith("digest 2")
    assert said in fault


def test_all_faults_are_named_at_once_and_what_is_there_twice_is_one() -> None:
    other = plain(id="b" * 12, questions=["cost"])
    said = faults(plain(), other, other, plain(id="c" * 12), plain(owner="nobody"), 7)

    assert len(said) == 4
    assert "digest 5 (000000000000): `owner`" in said[0]
    assert said[1] == "digest 6: not a digest"
    assert "bbbbbbbbbbbb is in it twice" in said[2]
    assert "cccccccccccc and 000000000000 are the same digest" in said[3]


def test_what_people_write_by_hand_may_leave_out_what_follows() -> None:
    [made] = imported(
        read(
            """
            dgusage: 1
            digests:
            - id: abc123
              questions: [tag:support last week]
              when: every monday at 10:30 Europe/Berlin
              channel: C0SUPPORT
              team: T0HOME001
              owner: U0ANA0001
              conditions: {change: 20}
            """
        ),
        CODEC,
        NOW,
    )

    assert made.schedule == Schedule(Weekly((0,)), time(10, 30), ZoneInfo("Europe/Berlin"))
    assert made.conditions == Conditions(change=Decimal(20))
    assert (made.created, made.paused) == (NOW, "")


@pytest.mark.parametrize(
    "text",
    ["a: 1\na: 2", "{", "a: &x [*x", "1: 2", "!!python/object:os.system {}", "\t- x", "x" * 9**7],
)
def test_what_is_no_such_file_says_so(text) -> None:
    with pytest.raises(ValueError, match=r"YAML|line \d|no text|too long"):
        read(text)


def test_a_line_of_the_fault_is_said() -> None:
    with pytest.raises(ValueError, match="line 4"):
        read("a: 1\nb: 2\nc: [1\n")


def test_each_is_told_apart() -> None:
    held = {d.id: d for d in (one("1" * 12), one("2" * 12, questions=("cost",)))}
    held["3" * 12] = replace(one("3" * 12, questions=("tags",)), deleted=True)
    held["4" * 12] = Unreadable("4" * 12, "newer")
    found = steps(
        [
            held["1" * 12],
            one("2" * 12, questions=("cost by key",), channel="C0OTHER"),
            replace(held["3" * 12], deleted=False),
            one("4" * 12, questions=("models",)),
            one("5" * 12, questions=("requests",)),
            one("6" * 12),
        ],
        held,
    )

    assert [step.what for step in found] == [
        *(What.SAME, What.CHANGED, What.BACK),
        *(What.UNREADABLE, What.NEW, What.TWIN),
    ]
    assert found[1].fields == ("questions", "channel")
    assert found[5].other == "1" * 12


@pytest.fixture
async def there(world):
    return [await world.made("usage"), await world.made("cost"), await world.made("tags")]


async def test_bringing_back_makes_them_as_they_are_in_the_file(world, there) -> None:
    values = await world.digests.export()
    changed, deleted, paused = there
    await world.digests.edit(changed.id, 1, replace(changed.draft, schedule=MONDAYS))
    await world.digests.pause(paused.id)
    await world.digests.delete(deleted.id)
    dry = await world.digests.load(values, dry=True)
    between = await world.digests.all()
    done = await world.digests.load(values)
    drafts = {d.id: (d.draft, d.paused) for d in await world.digests.all()}

    assert dry == done
    assert {s.digest.id: (s.what, s.fields) for s in done} == {
        changed.id: (What.CHANGED, ("schedule",)),
        paused.id: (What.CHANGED, ("paused",)),
        deleted.id: (What.BACK, ()),
    }
    assert len(between) == 2
    assert drafts == {d.id: (d.draft, "") for d in there}
    assert {step.what for step in await world.digests.load(values)} == {What.SAME}


async def test_a_file_with_a_fault_changes_nothing(world, there) -> None:
    values = await world.digests.export()
    await world.digests.delete(there[0].id)
    before = await world.digests.all()
    values["digests"][2]["owner"] = "nobody"
    with pytest.raises(ValueError, match="owner"):
        await world.digests.load(values)

    assert await world.digests.all() == before


async def test_one_that_was_paused_and_deleted_comes_back_as_the_file_has_it(world, there) -> None:
    await world.digests.pause(there[0].id, "because")
    values = await world.digests.export()
    await world.digests.delete(there[0].id)
    done = await world.digests.load(values)

    assert {step.what for step in done} == {What.BACK, What.SAME}
    assert (await world.read(there[0].id)).paused == "because"


FAR = datetime(2026, 11, 30, tzinfo=UTC)


async def test_it_goes_on_from_now(world, there) -> None:
    values = await world.digests.export()
    await world.store.fast.flushdb()
    await world.set_time(FAR)
    await world.digests.load(values)

    assert all(digest.next.at > FAR for digest in await world.digests.all())
    assert (await world.slots.ripe(9)).due == ()
