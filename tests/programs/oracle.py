"""Generated questions, answered by the whole pipeline and by adding up the ledger; all must agree.

    python -m tests.programs.oracle [QUESTIONS] [SEED]

The pipeline asks the simulated Deepgram over HTTP, through the ledger in a real Valkey. The truth is
added up in Decimal from the simulation's entries, by the few lines of tests/answer/test_truth.py.
"""

import asyncio
import random
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

from bot.answer.build import UNSPLIT
from bot.answer.model import Answer
from bot.ask import answer
from bot.blocks.answer import answer_card
from bot.blocks.figures import cell, figure
from bot.books import COLUMNS, Book, Value
from bot.demo.entry import Entry as Used
from bot.demo.people import ACME
from bot.demo.world import world
from bot.question.model import (
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    Op,
    Period,
    Question,
    Subject,
)
from bot.terminal.session import Session, session
from bot.trouble import Reason, Trouble
from tests.answer.test_truth import COST, USAGE, truth
from tests.answer.world import Entry
from tests.command.ledger import NOW

NONE = Decimal(0)
QUESTIONS, SEED = 5_000, 1
DAYS = 120  # back from now, in which periods are chosen


def entries(names: dict[str, str]) -> list[Entry]:
    """The ledger's entries, one for each line item; what was used stands in the first of them."""
    first = NOW.date() - timedelta(days=2 * DAYS)
    ledger = [e for e in world()[ACME].ledger(NOW) if e.day >= first]
    return [each for used in ledger for each in split(used, names)]


def split(used: Used, names: dict[str, str]) -> list[Entry]:
    """One entry of the ledger as the oracle takes it."""
    amounts = tuple(Decimal(getattr(used, column)) for column in COLUMNS[Book.USAGE])
    items = used.dollars or ((None, NONE),)
    return [
        Entry(
            day=used.day,
            key=used.key,
            tags=frozenset(used.tags),
            endpoint=used.endpoint,
            method=used.method,
            models=tuple(sorted({names.get(m, m) for m in used.models})),
            line_item=str(item),
            amounts=tuple(NONE for _ in amounts) if place else amounts,
            dollars=dollars,
        )
        for place, (item, dollars) in enumerate(items)
    ]


class Chooser:
    """Chooses questions about what there is, the same for the same seed."""

    def __init__(self, known: list[Entry], seed: int) -> None:
        self.dice = random.Random(seed)
        self.values = {
            Field.TAG: sorted({t for e in known for t in e.tags} | {UNTAGGED}),
            Field.KEY: sorted({e.key for e in known if e.key}),
            Field.ENDPOINT: sorted({e.endpoint for e in known if e.endpoint}),
            Field.METHOD: sorted({e.method for e in known if e.method}),
            Field.MODEL: sorted({m for e in known for m in e.models}),
            Field.LINE_ITEM: sorted({e.line_item for e in known} - {"None"}),
        }

    def question(self) -> Question:
        """The next question."""
        dice = self.dice
        subject = dice.choice([Subject.USAGE, Subject.USAGE, Subject.COST])
        dims = USAGE if subject is Subject.USAGE else COST
        fields = [f for f in self.values if f.value in {d.value for d in dims}]
        filters = [self.filter(f) for f in dice.sample(fields, dice.choice([0, 0, 1, 1, 2]))]
        period = self.period()
        return Question(
            subject=subject,
            filters=tuple(sorted(filters)),
            group_by=tuple(dice.sample(dims, dice.choice([0, 1, 1, 1, 2]))),
            period=period,
            compare=self.before(period) if dice.random() < 0.3 else None,
            top=dice.choice([None, None, None, 1, 3, 10]),
        )

    def filter(self, field: Field) -> Filter:
        """A filter over a field, any, none or (tags are sets) all."""
        op = self.dice.choice([Op.ANY, Op.ANY, Op.NONE, *([Op.ALL] if field is Field.TAG else [])])
        values = self.dice.sample(self.values[field], self.dice.choice([1, 1, 2]))
        return Filter(field, op, tuple(sorted(values)))

    def period(self) -> Period:
        """Some days, up to now."""
        last = NOW.date() - timedelta(days=self.dice.randrange(DAYS // 2))
        return Period(last - timedelta(days=self.dice.choice([0, 1, 6, 6, 13, 29])), last)

    def before(self, period: Period) -> Period:
        """As many days just before."""
        last = period.first - timedelta(days=1)
        return Period(last - timedelta(days=period.length - 1), last)


def fault(found: Answer, asked: Question, known: list[Entry]) -> str:
    """What is wrong with an answer; empty where all of it is right."""
    assert asked.period
    total, rows = truth(known, asked, asked.period)
    columns = COLUMNS[Book.BILLING if found.columns == ("cost",) else Book.USAGE]
    if asked.subject is Subject.COST and found.columns != ("cost",):
        return "" if not any(total) else "dollars are missing"
    at = [columns.index(c) for c in found.columns]
    if [found.total[c] for c in found.columns] != [total[i] for i in at]:
        return f"total {found.total} is not {total}"
    if UNSPLIT not in found.notes and (wrong := wrong_rows(found, rows, at)):
        return wrong
    if asked.compare and found.compare:
        before, earlier = truth(known, asked, asked.compare)
        if [found.compare.total[c] for c in found.columns] != [before[i] for i in at]:
            return "the period compared with"
        if UNSPLIT not in found.notes and (wrong := wrong_before(found, earlier, at)):
            return wrong
    return wrong_sums(found) or wrong_drawn(found)


def wrong_sums(found: Answer) -> str:
    """Where rows share nothing, they and what was folded away come to the total."""
    if not found.parts or found.overlap:
        return ""
    for column in found.columns:
        rows = sum((part.values[column] for part in found.parts), NONE)
        if rows + found.other.values.get(column, NONE) != found.total[column]:
            return f"rows and other of {column} are not its total"
    return ""


def wrong_before(found: Answer, earlier: dict, at: list[int]) -> str:
    """The first row that was not so in the period compared with."""
    for part in found.parts:
        key = tuple(then(found, name, value) for name, value in part.group)
        was = [earlier[key][i] for i in at] if key in earlier else [NONE] * len(at)
        told = part.previous or dict.fromkeys(found.columns, NONE)
        if [told[c] for c in found.columns] != was:
            return f"row {key} was not {part.previous} before"
    return ""


def then(found: Answer, dimension: str, value: Value) -> Value:
    """What a row is compared with: the same, but for days, where it is the day at the same place."""
    if dimension != Dimension.DAY or found.compare is None or not isinstance(value, str):
        return value
    back = found.period.first - found.compare.period.first
    return (date.fromisoformat(value) - back).isoformat()


def wrong_drawn(found: Answer) -> str:
    """The first figure that people read and that is not the answer's: the total, and each row's."""
    card, lead = answer_card(found, now=NOW), found.lead
    shown = figure(found.total[lead], lead)
    if any(found.total.values()) and shown not in unescape(card.text):
        return f"{shown} is not drawn"
    table = next((b for b in card.blocks if b["type"] == "data_table"), None)
    meant = {cell(part.values[lead], lead) for part in found.parts}
    for row in table["rows"][1:] if table else []:
        drawn = row[1]["text"]  # beside its label
        if not str(row[0]["text"]).startswith(("other (", "earlier (")) and drawn not in meant:
            return f"{drawn} is drawn in a row and is no row's figure"
    return ""


def wrong_rows(found: Answer, rows: dict, at: list[int]) -> str:
    """The first row that is not what the entries add up to."""
    zeros = [NONE] * len(at)
    for part in found.parts:
        key = tuple(value for _, value in part.group)
        expected = [rows[key][i] for i in at] if key in rows else zeros
        if [part.values[c] for c in found.columns] != expected:
            return f"row {key}: {dict(part.values)} is not {expected}"
    missing = {k for k, v in rows.items() if any(v)} - {
        tuple(v for _, v in p.group) for p in found.parts
    }
    return f"{len(missing)} rows are missing" if missing and found.question.top is None else ""


async def compare(opened: Session, count: int, seed: int) -> Counter[str]:
    """Asks so many questions; how many were right, refused, or wrong (each printed)."""
    standpoint = replace(opened.standpoint(), now=NOW, zone=ZoneInfo("UTC"))
    names = await opened.bot.desk.names(NOW)
    models = {uuid: m.name for n in names.values() for uuid, m in n.models.items()}
    known = entries(models)
    chooser, outcome = Chooser(known, seed), Counter[str]()
    for _ in range(count):
        asked = chooser.question()
        try:
            found = await answer(asked, standpoint, opened.bot.desk, names)
        except Trouble as trouble:
            refused = trouble.reason in {Reason.CANNOT_SPLIT, Reason.TOO_MANY_CALLS}
            outcome["refused" if refused else f"trouble {trouble.reason}"] += 1
            continue
        wrong = fault(found, asked, known)
        outcome["wrong" if wrong else "right"] += 1
        if wrong:
            print(f"{asked}\n  {wrong}")
    return outcome


async def main(count: int = QUESTIONS, seed: int = SEED) -> Counter[str]:
    """Opens the simulation and compares."""
    async with session(demo=True, now=NOW, zone=None) as opened:
        return await compare(opened, count, seed)


if __name__ == "__main__":
    result = asyncio.run(main(*map(int, sys.argv[1:])))
    print(dict(result))
    sys.exit(set(result) - {"right", "refused"} != set())
