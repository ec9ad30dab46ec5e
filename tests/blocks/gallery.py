"""Writes a dozen messages as JSON into a directory, to be drawn and looked at.

python -m tests.blocks.gallery DIRECTORY
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.blocks.answer import answer_card
from bot.blocks.fallback import text_only
from bot.blocks.help import HelpSection, help_card
from bot.blocks.message import Block, Message
from bot.blocks.shapes import button, buttons
from bot.blocks.trouble import trouble_card
from bot.blocks.unclear import unclear_card
from bot.blocks.waiting import waiting_card
from bot.question.model import Field, Kind, Output, Unclear
from bot.trouble import Reason, Trouble
from tests.blocks import answers

DRILL = ("By key", "By tag", "By day", "Previous period", "CSV")


def actions() -> list[Block]:
    return [buttons([button(word, f"drill:{n}", f"q:{n}") for n, word in enumerate(DRILL)])]


def messages() -> Iterator[tuple[str, Message]]:
    """Each message with a name for its file."""
    money = answers.money_by_key()
    for name, answer in {
        "money-by-key": money,
        "hours-by-tag": answers.hours_by_tag(),
        "everything": answers.everything(),
        "by-day": answers.by_day(),
        "one-day": answers.one_day(),
        "long": answers.long_year(),
        "nothing": answers.nothing(),
        "hostile": answers.hostile(),
        "chart": replace(money, question=replace(money.question, output=Output.CHART)),
    }.items():
        yield name, answer_card(answer, now=answers.NOW, actions=actions())
    yield "row-buttons", answer_card(money, now=answers.NOW, row_button=row_button)
    yield "text-only", text_only(answer_card(money, now=answers.NOW))
    yield from words()


def row_button(place: int, _: object) -> Block:
    return button("Look", f"row:{place}", f"q:{place}")


def words() -> Iterator[tuple[str, Message]]:
    """The messages that are no answers."""
    typo = Unclear(
        Kind.UNKNOWN_VALUE,
        "suport",
        ("support", "support-eu"),
        Field.TAG,
        ("tag:support last week", "tag:support-eu last week"),
    )
    yield "unclear", unclear_card("tag:suport last week", typo, ["cost by key last month"])
    future = Unclear(Kind.FUTURE, "tomorrow")
    yield "unclear-future", unclear_card("tag:support tomorrow", future, ["tag:support yesterday"])
    scope = Trouble(Reason.SCOPE_MISSING, {"scope": "billing:read"})
    yield "trouble", trouble_card(scope, "cost by key last week")
    split = Trouble(Reason.NOT_FOUND, {"what": "key", "instead": "keys"})
    yield "not-found", trouble_card(split, "key ci")
    yield "waiting", waiting_card("tag support · 16–22 Nov 2026 · by key", 3, 12)
    yield "help", help_card(None, SECTIONS, ["tag:support last week", "cost by key"], ["dates"])


SECTIONS = [
    HelpSection(
        "Filters",
        [
            ("tag:support", "only requests with this tag"),
            ("tag:a,b", "with either tag"),
            ("-tag:test", "without it"),
            ('key:"ci runner"', "one key, by its name"),
        ],
    ),
    HelpSection(
        "Days",
        [
            ("last week", "Monday to Sunday"),
            ("last 7 days", "the seven whole days until yesterday"),
            ("1-15 Nov", "both days included"),
        ],
    ),
    HelpSection(
        "Rows",
        [("by key", "one row for each key"), ("top 5", "the largest five, the rest as one row")],
    ),
]


def main(directory: str) -> None:
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for name, message in messages():
        body = {"text": message.text, "blocks": message.blocks}
        if not message.blocks:  # a text alone is drawn as a section
            text = {"type": "mrkdwn", "text": message.text[:3000]}
            body["blocks"] = ({"type": "section", "text": text},)
        (folder / f"{name}.json").write_text(json.dumps(body, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
