"""The chain of records: whatever is done to it afterwards is seen."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit.chain import KEPT, Entry, Head, apart, broken, linked, numbered, too_young

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
KEY = b"the key"


def chain(count: int, key: bytes = KEY, start: Head = Head()) -> tuple[list[str], Head]:  # noqa: B008
    lines, head = [], start
    for number in range(count):
        entry = Entry(AT, "asked", f"U{number}", "C0", {"subject": "keys", "verdict": "private"})
        line, head = linked(entry, head, key)
        lines.append(line)
    return lines, head


def changed(line: str, **over: object) -> str:
    return json.dumps({**json.loads(line), **over}, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("key", [b"", KEY])
def test_a_chain_that_was_left_alone_holds(key: bytes) -> None:
    lines, head = chain(20, key)

    assert list(broken(lines, key, head=head)) == []
    assert list(broken(lines[5:], key, after=lines[4], head=head)) == []
    assert list(broken(lines[3:7] + lines[12:], key)) == []
    assert list(broken([], key, head=Head())) == []


@given(st.integers(0, 19), st.sampled_from(["at", "event", "who", "where", "facts", "n", "prev"]))
def test_every_changed_field_is_seen(place: int, name: str) -> None:
    lines, head = chain(20)
    before = json.loads(lines[place])[name]
    lines[place] = changed(lines[place], **{name: 99 if name == "n" else f"{before}x"})

    assert place + 1 in {fault.n for fault in broken(lines, KEY, head=head)} | {
        fault.n - 98 + place for fault in broken(lines, KEY, head=head) if fault.n == 99
    }


@given(st.integers(0, 19), st.integers(1, 20))
def test_every_record_taken_away_is_seen(first: int, count: int) -> None:
    lines, head = chain(20)

    assert list(broken(lines[:first] + lines[first + count :], KEY, head=head))


@given(st.permutations(range(6)))
def test_every_other_order_is_seen(order: list[int]) -> None:
    lines, head = chain(6)

    found = list(broken([lines[place] for place in order], KEY, head=head))
    assert (found == []) is (list(order) == sorted(order))


def test_records_written_by_whoever_has_not_got_the_key_are_seen() -> None:
    lines, _ = chain(5)
    forged, end = chain(5, b"")
    other, other_end = chain(5, b"another")
    last = Head(5, json.loads(lines[-1])["hash"])
    more, more_end = chain(2, b"", last)

    assert list(broken(other, KEY, head=other_end))
    assert list(broken([*lines, *more], KEY, head=more_end))
    assert list(broken(forged, KEY, after=lines[0], head=end))


def test_what_is_no_record_is_a_fault_and_no_crash() -> None:
    for junk in ("", "[]", "{}", "null", '{"n": "x"}', "\x00"):
        assert list(broken([junk], KEY, head=Head(1, "x")))


def test_records_may_be_trimmed_after_400_days_and_not_before() -> None:
    line, _ = linked(Entry(AT, "asked"), Head(), KEY)

    assert too_young(line, AT + KEPT - timedelta(seconds=1))
    assert too_young("{}", AT)
    assert not too_young(line, AT + KEPT)
    assert timedelta(days=400) == KEPT


def test_a_copy_that_differs_is_seen() -> None:
    lines, _ = chain(5)
    other, _ = linked(replace(Entry(AT, "asked"), who="U9"), Head(2, "x"), KEY)

    assert list(apart(lines, numbered(lines))) == []
    assert [fault.n for fault in apart([*lines[:2], other], numbered(lines))] == [3]
