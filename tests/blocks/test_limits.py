"""What Slack would refuse is seen, and what leaves is cut so that it would not, aloud."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.bounds import BOUNDS, keep, most
from bot.blocks.limits import fit, violations
from bot.blocks.message import Block, Message
from bot.blocks.shapes import button, buttons, context, header, number, section, verbatim, words

Json = dict[str, Any]


def table(rows: int = 2, columns: int = 2, text: str = "x") -> Block:
    cells = [words(text) for _ in range(columns)]
    return {"type": "data_table", "caption": "c", "rows": [cells for _ in range(rows)]}


def chart(points: int = 2, series: int = 1, label: str = "l", title: str = "t") -> Block:
    labels = [f"{n}{label}" for n in range(points)]
    data = [{"label": one, "value": 1} for one in labels]
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {
            "type": "bar",
            "series": [{"name": f"s{n}", "data": data} for n in range(series)],
            "axis_config": {"categories": labels},
        },
    }


def drawn(**changed: Any) -> Block:
    whole = chart(1)
    return {**whole, "chart": {**whole["chart"], **changed}}


def pressable(text: str) -> Json:
    return {"type": "action_cell", "element": button(text, "a", "v")}


def pie(segments: int) -> Block:
    pieces = [{"label": str(n), "value": 1} for n in range(segments)]
    return {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "pie", "segments": pieces},
    }


def press(text: str = "t", value: str = "v", name: str = "a", **more: str) -> Block:
    return buttons([button(text, name, value, **more)])


def select(options: int, text: str = "t", value: str = "v", kind: str = "static_select") -> Block:
    option = {"text": verbatim(text), "value": value}
    menu = {"type": kind, "action_id": "s", "options": [option] * options}
    return {"type": "actions", "elements": [menu]}


def image(**more: str) -> Block:
    return {"type": "image", "image_url": "u", "alt_text": "a", **more}


def fields(count: int, text: str = "t") -> Block:
    return {"type": "section", "fields": [verbatim(text)] * count}


def feedback(count: int) -> Block:
    return {"type": "context_actions", "elements": [{"type": "icon_button"}] * count}


# For each limit, a message that reaches to n of it.
REACHING: dict[str, Callable[[int], list[Block]]] = {
    "message.blocks": lambda n: [{"type": "divider"}] * n,
    "message.characters": lambda n: (
        [section(verbatim("x" * 3_000))] * (n // 3_000)
        + ([section(verbatim("x" * (n % 3_000)))] if n % 3_000 else [])
    ),
    "message.charts": lambda n: [chart() for _ in range(n)],
    "message.tables": lambda n: [table() for _ in range(n)],
    "block.id": lambda n: [{"type": "divider", "block_id": "x" * n}],
    "section.text": lambda n: [section(verbatim("x" * n))],
    "section.fields": lambda n: [fields(n)],
    "field.text": lambda n: [fields(1, "x" * n)],
    "header.text": lambda n: [header("x" * n)],
    "context.elements": lambda n: [context(*[verbatim("x")] * n)],
    "context_actions.elements": lambda n: [feedback(n)],
    "actions.elements": lambda n: [buttons([button("t", f"a{i}", "v") for i in range(n)])],
    "image.url": lambda n: [image(image_url="x" * n)],
    "image.alt_text": lambda n: [image(alt_text="x" * n)],
    "text.text": lambda n: [context(verbatim("x" * n))],
    "action.id": lambda n: [press(name="x" * n)],
    "button.text": lambda n: [press("x" * n)],
    "button.value": lambda n: [press(value="x" * n)],
    "button.url": lambda n: [press(url="x" * n)],
    "button.label": lambda n: [press(accessibility_label="x" * n)],
    "select.options": lambda n: [select(n)],
    "overflow.options": lambda n: [select(n, kind="overflow")],
    "option.text": lambda n: [select(1, "x" * n)],
    "option.value": lambda n: [select(1, value="x" * n)],
    "table.rows": lambda n: [table(n)],
    "table.columns": lambda n: [table(2, n)],
    "table.characters": lambda n: [table(2, 1, "x" * (n // 2 + n % 2))],
    "table.page": lambda n: [{**table(), "page_size": n}],
    "chart.title": lambda n: [chart(title="x" * n)],
    "chart.series": lambda n: [chart(series=n)],
    "chart.segments": lambda n: [pie(n)],
    "chart.points": lambda n: [chart(n)],
    "chart.label": lambda n: [chart(1, label="x" * (n - 1))],
}
ELSEWHERE = {"message.text", "message.markdown", "chart.axis"}


def test_every_limit_is_tried() -> None:
    assert set(REACHING) | ELSEWHERE == set(BOUNDS)


@pytest.mark.parametrize("name", REACHING)
def test_a_limit_may_be_reached_and_not_passed(name: str) -> None:
    reached = Message("t", tuple(REACHING[name](most(name))))
    passed = Message("t", tuple(REACHING[name](most(name) + 1)))

    assert violations(reached) == []
    assert any(found.startswith(name) for found in violations(passed))


@pytest.mark.parametrize("name", REACHING)
def test_what_passes_a_limit_is_made_to_fit(name: str) -> None:
    before = REACHING[name](most(name) + 30)
    fitted = fit(Message("t", tuple(before)))

    assert violations(fitted) == []
    assert name in UNSEEN or "more" in str(fitted.blocks) or "…" in str(fitted.blocks)


# What can be cut without a word, since no reader sees it: names, and how a table is paged. Buttons
# move to a row of their own.
UNSEEN = {"block.id", "table.page", "actions.elements"}


WRONG: list[tuple[str, Block]] = [
    ("no such block", {"type": "alert", "text": verbatim("x")}),
    ("empty cell", table(text="")),
    ("no rows", table(1)),
    ("uneven", {**table(), "rows": [[words("a")], [words("a"), words("b")]]}),
    ("no caption", {**table(), "caption": " "}),
    ("no number", {**table(), "rows": [[words("a")], [number(float("inf"), "1")]]}),
    ("markup in a header", {"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
    ("empty text", section(verbatim(""))),
    ("no text", {"type": "section"}),
    ("half a character", section(verbatim("\ud800"))),
    (
        "a label twice",
        {**chart(1), "chart": {**chart(1)["chart"], "series": chart(1)["chart"]["series"] * 2}},
    ),
    ("no segment", pie(0)),
    ("two of a name", buttons([button("t", "a", "v")] * 2)),
    ("empty list", {"type": "rich_text", "elements": []}),
    ("empty run", {"type": "rich_text", "elements": [{"type": "text", "text": ""}]}),
    ("no picture", {"type": "image", "alt_text": "a"}),
    ("no chart", {"type": "data_visualization", "title": "t"}),
    ("no rows at all", {"type": "data_table", "caption": "c"}),
    ("elements missing", {"type": "context"}),
    ("elements of text", {"type": "actions", "elements": ["x"]}),
    (
        "an accessory too long",
        {**section(verbatim("x")), "accessory": pressable("x" * 76)["element"]},
    ),
    ("no text object", {"type": "header", "text": "x"}),
    ("no text in it", section({"type": "plain_text"})),
    ("no such cell", {**table(), "rows": [[words("a")], [{"type": "emoji", "text": "x"}]]}),
    ("a button too long", {**table(), "rows": [[words("a")], [pressable("x" * 76)]]}),
    ("no such chart", drawn(type="radar")),
    ("a bar of no height", drawn(series=[{"name": "s", "data": [{"label": "0l", "value": None}]}])),
    ("a hole", drawn(series=[{"name": "s", "data": []}])),
    ("an axis too long", drawn(axis_config={"categories": ["0l"], "x_label": "x" * 51})),
    ("markdown too long", {"type": "markdown", "text": "x" * 12_001}),
]


@pytest.mark.parametrize("block", [b for _, b in WRONG], ids=[name for name, _ in WRONG])
def test_a_block_against_the_rules_is_seen_and_never_leaves(block: Block) -> None:
    message = Message("t", (block,))

    assert violations(message)
    assert violations(fit(message)) == []


def test_every_block_that_slack_takes_is_let_through() -> None:
    rich = {"type": "rich_text", "elements": [{"type": "text", "text": "a"}]}
    cells = {**table(), "rows": [[words("a"), words("b")], [rich, pressable("Look")]]}
    fine = (image(), context(image(), verbatim("x")), cells, {"type": "markdown", "text": "*a*"})

    assert violations(Message("t", fine)) == []
    assert violations(fit(Message("t", fine))) == []


def test_a_text_that_slack_would_cut_is_seen() -> None:
    assert violations(Message("x" * 40_001))[0].startswith("message.text")


def test_a_message_needs_a_text() -> None:
    assert violations(Message(" ")) == ["message: no text"]
    assert violations(fit(Message(""))) == []


def test_rows_that_are_cut_are_counted_aloud() -> None:
    blocks = fit(Message("t", (table(300),))).blocks

    assert len(blocks[0]["rows"]) == keep("table.rows")
    assert (
        blocks[1]["elements"][0]["text"]
        == f"and {300 - keep('table.rows')} more rows, not shown here"
    )


def test_a_long_text_says_how_much_is_left_out_and_tears_nothing() -> None:
    fitted = fit(Message("&amp;" * 2_000))
    end = fitted.text.rpartition("…")

    assert len(fitted.text) <= keep("message.text")
    assert end[0].replace("&amp;", "") == ""
    assert end[2] == " and 6,100 more characters"


def test_all_buttons_stay_in_rows_of_their_own() -> None:
    fitted = fit(Message("t", (buttons([button("t", f"a{n}", "v") for n in range(60)]),)))

    assert [len(block["elements"]) for block in fitted.blocks] == [25, 25, 10]


def test_a_button_whose_value_is_too_long_goes_rather_than_ask_something_else() -> None:
    fitted = fit(Message("t", (buttons([button("t", "a", "v" * 2_001), button("t", "b", "v")]),)))

    assert [e["action_id"] for e in fitted.blocks[0]["elements"]] == ["b"]
    assert "1 more button" in str(fitted.blocks[1])


def test_a_second_table_and_a_third_chart_are_counted_aloud() -> None:
    fitted = fit(Message("t", (table(), table(), chart(), chart(), chart())))

    assert [b["type"] for b in fitted.blocks] == [
        "data_table",
        *["data_visualization"] * 2,
        "context",
    ]
    assert (
        fitted.blocks[-1]["elements"][0]["text"] == "and 1 more table, 1 more chart, not shown here"
    )


def test_a_message_that_fits_is_left_alone() -> None:
    message = Message(
        "t", (header("h"), section(verbatim("s")), {**table(), "page_size": 5}, chart(), press())
    )

    assert fit(message) == message


def pieces() -> Iterator[Callable[[int], list[Block]]]:
    yield from (make for name, make in REACHING.items() if not name.startswith("message"))


parts = st.builds(lambda make, n: make(n), st.sampled_from([*pieces()]), st.integers(1, 300))


@settings(deadline=None)
@given(st.text(max_size=9_000), st.lists(parts, max_size=70), st.text(max_size=300))
def test_whatever_is_built_slack_would_take_what_leaves(
    text: str, built: list[list[Block]], odd: str
) -> None:
    blocks = [block for group in built for block in group]
    blocks += [header(odd), section(verbatim(odd)), table(text=odd), chart(title=odd)]

    assert violations(fit(Message(text, tuple(blocks)))) == []
