"""Every figure of an answer equals what the entries themselves add up to."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from bot.answer.build import UNSPLIT
from bot.answer.contract import to_json
from bot.answer.model import Answer
from bot.ask import Desk, answer
from bot.books import COLUMNS, Book
from bot.question.model import (
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    Op,
    Period,
    Question,
    Standpoint,
    Subject,
)
from bot.trouble import Reason, Trouble
from tests.answer.world import FIRST, NAMES, NOW, Books, Entry

HERE = Standpoint(NOW, ZoneInfo("UTC"))
amount = st.decimals(0, 1000, places=13, allow_nan=False, allow_infinity=False)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    return Entry(
        day=FIRST + timedelta(days=draw(st.integers(0, 13))),
        key=draw(st.sampled_from(["k1", "k2", "k3", "gone", None])),
        tags=draw(st.frozensets(st.sampled_from(["a", "b", "c", "new"]), max_size=3)),
        endpoint=draw(st.sampled_from(["listen", "speak"])),
        method=draw(st.sampled_from(["sync", "streaming"])),
        models=draw(st.sampled_from([(), ("u1",), ("u2",), ("u3",), ("odd",), ("u1", "u3")])),
        line_item=draw(st.sampled_from(["li1", "li2"])),
        amounts=(
            *[draw(amount) for _ in range(3)],
            Decimal(draw(st.integers(1, 99))),
            *[draw(amount) for _ in range(3)],
        ),
        dollars=draw(amount),
    )


VALUES = {
    Field.TAG: ["a", "b", "c", UNTAGGED],
    Field.KEY: ["k1", "k2", "gone"],
    Field.ENDPOINT: ["listen", "speak"],
    Field.METHOD: ["sync", "streaming"],
    Field.MODEL: ["nova-3", "nova-2"],
    Field.LINE_ITEM: ["li1", "li2"],
}
USAGE = (
    Dimension.TAG,
    Dimension.TAG_SET,
    Dimension.KEY,
    Dimension.ENDPOINT,
    Dimension.METHOD,
    Dimension.MODEL,
    Dimension.DAY,
)
COST = (Dimension.TAG, Dimension.TAG_SET, Dimension.KEY, Dimension.LINE_ITEM, Dimension.DAY)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    subject = draw(st.sampled_from([Subject.USAGE, Subject.COST]))
    dims = USAGE if subject is Subject.USAGE else COST
    fields = [f for f in VALUES if f.value in {d.value for d in dims}]
    chosen = draw(st.lists(st.sampled_from(fields), max_size=2, unique=True))
    filters = [
        Filter(
            field,
            draw(st.sampled_from([Op.ANY, Op.NONE, *([Op.ALL] if field is Field.TAG else [])])),
            tuple(
                sorted(
                    draw(
                        st.lists(
                            st.sampled_from(VALUES[field]), min_size=1, max_size=2, unique=True
                        )
                    )
                )
            ),
        )
        for field in chosen
    ]
    period = Period(FIRST + timedelta(days=7), FIRST + timedelta(days=13))
    return Question(
        subject=subject,
        filters=tuple(sorted(filters)),
        group_by=tuple(draw(st.lists(st.sampled_from(dims), max_size=2, unique=True))),
        period=period,
        compare=draw(st.sampled_from([None, Period(FIRST, FIRST + timedelta(days=6))])),
        top=draw(st.sampled_from([None, None, 1, 2])),
    )


def members(entry: Entry, field: Field) -> set[str]:
    named = {m: NAMES.models[m].name for m in ("u1", "u2", "u3")}
    return {
        Field.TAG: set(entry.tags) or {UNTAGGED},
        Field.KEY: {entry.key} - {None},
        Field.ENDPOINT: {entry.endpoint},
        Field.METHOD: {entry.method},
        Field.MODEL: {named.get(m, m) for m in entry.models},
        Field.LINE_ITEM: {entry.line_item},
    }[field]


def meant(entry: Entry, question: Question, period: Period) -> bool:
    test = {
        Op.ANY: lambda v, m: v & m,
        Op.ALL: lambda v, m: v <= m,
        Op.NONE: lambda v, m: not v & m,
    }
    return period.first <= entry.day <= period.last and all(
        test[f.op](set(f.values), members(entry, f.field)) for f in question.filters
    )


def keys(entry: Entry, question: Question) -> Iterator[tuple]:
    def values(dimension: Dimension) -> list:
        if dimension is Dimension.DAY:
            return [entry.day.isoformat()]
        if dimension is Dimension.TAG_SET:
            return [tuple(sorted(entry.tags))]
        found = sorted(members(entry, Field(dimension.value)))
        return [" + ".join(found)] if dimension is Dimension.MODEL and found else found or [None]

    return product(*(values(d) for d in question.group_by))


def truth(world: list[Entry], question: Question, period: Period) -> tuple[list, dict]:
    width = 7 if question.subject is Subject.USAGE else 1
    total = [Decimal(0)] * width
    rows: dict = defaultdict(lambda: [Decimal(0)] * width)
    for entry in world:
        if not meant(entry, question, period):
            continue
        vector = entry.amounts if width > 1 else (entry.dollars,)
        total = [a + b for a, b in zip(total, vector, strict=True)]
        if question.group_by:
            for key in keys(entry, question):
                rows[key] = [a + b for a, b in zip(rows[key], vector, strict=True)]
    return total, rows


def filled(question: Question, rows: dict) -> list:
    if question.group_by == (Dimension.DAY,) and question.period:
        return question.period.days()
    return list(rows)


def ask(world: list[Entry], question: Question) -> tuple[Answer, Books]:
    books = Books(world)

    class Known:
        async def names(self, project: str, now: object) -> object:
            return NAMES

        renewed = names

        async def held(self, project: str) -> None:
            return None

    desk = Desk(books, Known(), ("default",))
    return asyncio.run(answer(question, HERE, desk, {"default": NAMES})), books


def possible(world: list[Entry], question: Question) -> Answer:
    """The answer; questions that Deepgram cannot answer exactly are of no interest here."""
    reason = None
    try:
        return ask(world, question)[0]
    except Trouble as trouble:
        reason = trouble.reason
    assert reason is Reason.CANNOT_SPLIT
    return reject()


@settings(max_examples=300, deadline=None)
@given(st.lists(entries(), max_size=30), questions())
def test_every_figure_is_what_the_entries_add_up_to(world: list[Entry], question: Question) -> None:
    assert question.period
    found = possible(world, question)

    if question.subject is Subject.COST and found.columns != ("cost",):
        assert not any(truth(world, question, question.period)[0])
        return
    book = Book.BILLING if question.subject is Subject.COST else Book.USAGE
    total, rows = truth(world, question, question.period)
    at = [COLUMNS[book].index(c) for c in found.columns]
    assert [found.total[c] for c in found.columns] == [total[i] for i in at]
    shown = {tuple(v for _, v in p.group): p for p in found.parts}
    if UNSPLIT in found.notes:  # rows are then checked to add up, and the total to be true
        return
    for key, part in shown.items():
        expected = rows.get(key, [Decimal(0)] * len(total))
        assert [part.values[c] for c in found.columns] == [expected[i] for i in at]
    used = {k for k, v in rows.items() if any(v)}
    if question.top is None:
        assert used <= set(shown)
    else:
        assert len([k for k in shown if k in rows]) == min(question.top, len(rows))
        assert found.other.count == max(0, len(filled(question, rows)) - question.top)
    if question.compare:
        before, _ = truth(world, question, question.compare)
        assert found.compare
        assert [found.compare.total[c] for c in found.columns] == [before[i] for i in at]


@settings(max_examples=150, deadline=None)
@given(st.lists(entries(), max_size=20), questions())
def test_the_json_adds_up_and_keeps_every_digit(world: list[Entry], question: Question) -> None:
    found = possible(world, question)

    body = to_json(found)
    for column in body["columns"]:
        rows = sum(Decimal(r["values"][column]) for r in body["rows"])
        other = Decimal(body["other"]["values"].get(column, "0"))
        if question.group_by and not body["overlap"]:
            assert rows + other == Decimal(body["total"][column])
        assert "E" not in body["total"][column]


@pytest.mark.parametrize(
    ("question", "calls"),
    [
        (Question(group_by=(Dimension.TAG,)), 1),
        (Question(filters=(Filter(Field.TAG, Op.ALL, ("a", "b")),)), 1),
        (Question(filters=(Filter(Field.KEY, Op.ANY, ("k1",)),), group_by=(Dimension.TAG,)), 1),
        (Question(filters=(Filter(Field.TAG, Op.ANY, ("a",)),), group_by=(Dimension.MODEL,)), 1),
        (Question(group_by=(Dimension.DAY,)), 1),
        (Question(group_by=(Dimension.TAG, Dimension.METHOD)), 3),  # which methods, then one each
        (Question(subject=Subject.COST, group_by=(Dimension.TAG, Dimension.LINE_ITEM)), 1),
    ],
)
def test_a_question_takes_the_fewest_calls(question: Question, calls: int) -> None:
    from dataclasses import replace

    one = Entry(
        FIRST, "k1", frozenset("a"), "listen", "sync", ("u1",), "li1", (Decimal(1),) * 7, Decimal(1)
    )
    world = [one, replace(one, method="streaming")]

    _, books = ask(world, replace(question, period=Period(FIRST, FIRST)))

    assert len(books.queries) == calls


def test_tags_by_feature_is_refused_with_what_to_ask_instead() -> None:
    with pytest.raises(Trouble, match="by feature"):
        ask([], Question(group_by=(Dimension.TAG, Dimension.FEATURE), period=Period(FIRST, FIRST)))
