"""Answers as a team gets them, made by hand: what the cards are tried on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.answer.model import Amounts, Answer, Compared, Part, Rest
from bot.books import Source
from bot.question.model import Dimension, Period, Question, Subject

NOW = datetime(2026, 11, 23, 14, 8, tzinfo=UTC)
AS_OF = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
LAST_WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
WEEK_BEFORE = Period(date(2026, 11, 9), date(2026, 11, 15))
ZERO = Decimal(0)


def amounts(**columns: object) -> dict[str, Decimal]:
    return {column: Decimal(str(amount)) for column, amount in columns.items()}


def part(dimension: Dimension, label: str, values: Amounts, before: Amounts | None = None) -> Part:
    return Part(((dimension.value, label),), label, values, previous=before)


def course(period: Period, total: Amounts, weights: Sequence[int]) -> list[tuple[date, Amounts]]:
    """The total spread over the days by weights that come round again; the last takes what is left."""
    days = period.days()
    used = [weights[n % len(weights)] for n in range(len(days))]
    out, left = [], dict(total)
    for day, weight in zip(days[:-1], used, strict=False):
        share = {c: (a * weight / sum(used)).quantize(Decimal("0.01")) for c, a in total.items()}
        left = {c: left[c] - share[c] for c in total}
        out.append((day, share))
    return [*out, (days[-1], left)]


def answer(
    total: Amounts, *, parts: Sequence[Part] = (), by: Sequence[Dimension] = (), **more: object
) -> Answer:
    """A complete answer about last week whose shares are filled in."""
    period = more.pop("period", LAST_WEEK)
    lead = next(iter(total), "hours")
    shared = tuple(
        replace(p, share=p.values[lead] / total[lead] if total[lead] else None) for p in parts
    )
    plain = Answer(
        question=Question(group_by=tuple(by), period=period),
        period=period,
        as_of=AS_OF,
        source=Source.DEEPGRAM,
        stale=False,
        provisional=(),
        columns=tuple(total),
        total=total,
        parts=shared,
        other=Rest(),
        overlap=False,
        series=tuple(course(period, total, (9, 11, 12, 11, 10, 3, 2))) if total else (),
        project="prod",
        reading="usage · 16–22 Nov 2026",
    )
    return replace(plain, **more)


def money_by_key() -> Answer:
    """Dollars by key against the week before: a new key, one that fell, the rest folded."""
    key = Dimension.KEY
    total, before = amounts(cost="412.80"), amounts(cost="349.70")
    rows = (
        part(key, "prod-gateway", amounts(cost="301.12"), amounts(cost="246.82")),
        part(key, "eu-worker", amounts(cost="88.40"), amounts(cost="81.10")),
        part(key, "ci runner", amounts(cost="19.08")),
    )
    return answer(
        total,
        parts=rows,
        by=[key],
        question=Question(
            subject=Subject.COST, group_by=(key,), period=LAST_WEEK, compare=WEEK_BEFORE, top=3
        ),
        other=Rest(4, amounts(cost="4.20")),
        provisional=(date(2026, 11, 21), date(2026, 11, 22)),
        compare=Compared(
            WEEK_BEFORE, before, tuple(course(WEEK_BEFORE, before, (10, 9, 11, 9, 8, 2, 2)))
        ),
        reading="cost of tag support · 16–22 Nov 2026 · by key · top 3 · vs 9–15 Nov",
    )


def hours_by_tag() -> Answer:
    """Audio and requests by tag: tags overlap, some usage is untagged."""
    tag = Dimension.TAG
    total = amounts(hours="184.253", requests=52_204)
    rows = [
        ("support", "92.11", 24_001),
        ("eu", "61.40", 18_204),
        ("(untagged)", "40.95", 9_377),
        ("checkout", "21.02", 6_110),
        ("internal", "4.5", 1_200),
        ("staging", "0.002", 3),
        ("team:search:batch", "0.9", 44),
    ]
    return answer(
        total,
        parts=[part(tag, name, amounts(hours=h, requests=r)) for name, h, r in rows],
        by=[tag],
        overlap=True,
        notes=("Tags overlap: a request with two tags counts in both rows, once in the total.",),
        source=Source.CACHE,
        as_of=AS_OF - timedelta(minutes=12),
        reading="usage · 16–22 Nov 2026 · by tag",
    )


def everything() -> Answer:
    """Every unit at once, by endpoint, of a month that is still running."""
    period, past = (
        Period(date(2026, 11, 1), date(2026, 11, 23)),
        Period(date(2026, 10, 1), date(2026, 10, 23)),
    )
    total = amounts(
        hours="1204.37",
        requests=918_204,
        total_hours="1390.02",
        agent_hours="88.4",
        characters=48_120_332,
        tokens_in=7_220_118,
        tokens_out=911_004,
    )
    before = {column: amount * Decimal("0.83") for column, amount in total.items()}
    before["agent_hours"] = ZERO
    none = dict.fromkeys(total, ZERO)
    rows = [
        ("listen", {"hours": "1204.37", "requests": 801_200, "total_hours": "1390.02"}),
        ("speak", {"characters": 48_120_332, "requests": 90_000}),
        ("agent", {"agent_hours": "88.4", "requests": 12_004}),
        ("read", {"tokens_in": 7_220_118, "tokens_out": 911_004, "requests": 15_000}),
    ]
    parts = [
        part(Dimension.ENDPOINT, name, {**none, **amounts(**values)}, {**none, "hours": then})
        for (name, values), then in zip(rows, (before["hours"], ZERO, ZERO, ZERO), strict=True)
    ]
    return answer(
        total,
        parts=parts,
        by=[Dimension.ENDPOINT],
        period=period,
        compare=Compared(past, before, tuple(course(past, before, (9, 11, 12, 11, 10, 3, 2)))),
        running=True,
        provisional=(date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)),
        source=Source.MIXED,
        reading="usage · 1–23 Nov 2026 (so far) · by endpoint · vs 1–23 Oct",
    )


def by_day() -> Answer:
    """Requests by day of a week that is still running."""
    period = Period(date(2026, 11, 16), date(2026, 11, 23))
    total = amounts(requests=18_204, hours="61.4")
    series = course(period, total, (9, 11, 12, 11, 10, 0, 2, 1))
    rows = [part(Dimension.DAY, day.isoformat(), values) for day, values in series]
    return answer(
        total,
        parts=rows,
        by=[Dimension.DAY],
        period=period,
        running=True,
        series=tuple(series),
        reading="requests of tag support · 16–23 Nov 2026 (so far) · by day",
    )


def one_day(project: str = "prod") -> Answer:
    """One day by model, live."""
    model, day = Dimension.MODEL, Period(date(2026, 11, 22), date(2026, 11, 22))
    total = amounts(hours="61.4", requests=18_204)
    rows = [
        ("nova-3", "40.2", 12_000),
        ("nova-3-medical", "18.11", 5_000),
        ("whisper-large", "3.09", 1_204),
    ]
    return answer(
        total,
        parts=[part(model, name, amounts(hours=h, requests=r)) for name, h, r in rows],
        by=[model],
        period=day,
        provisional=(day.first,),
        project=project,
        reading="usage · 22 Nov 2026 · by model",
    )


def long_year() -> Answer:
    """A quarter by key and tag in two hundred and fifty rows, with figures of hours ago."""
    period = Period(date(2026, 7, 1), date(2026, 9, 30))
    rows = [
        Part(
            (("key", f"k{n}"), ("tag", f"team-{n}")),
            f"key number {n} · team-{n}",
            amounts(hours=250 - n, requests=10 * (250 - n)),
        )
        for n in range(250)
    ]
    total = {
        column: sum((row.values[column] for row in rows), ZERO) for column in ("hours", "requests")
    }
    return answer(
        total,
        parts=rows,
        by=[Dimension.KEY, Dimension.TAG],
        period=period,
        stale=True,
        source=Source.CACHE,
        as_of=AS_OF - timedelta(hours=3, minutes=4),
        reading="usage · Q3 2026 · by key and tag",
    )


def nothing() -> Answer:
    """No usage, where Deepgram said so."""
    total = amounts(hours=0, requests=0)
    return answer(total, by=[Dimension.KEY], reading="usage of tag pilot · 16–22 Nov 2026 · by key")


def hostile() -> Answer:
    """Names that would ping, link, format, hide or turn the text around."""
    names = [
        "<!channel> <@U012AB3CD> <#C01|general>",
        "<https://evil.example|Refund here>",
        "*Total* $0.00 `x` :moneybag:",
        "\u202egnp.eciovni",
        "support\u200b",
        "حساب 12",
        "x" * 300,
        "line\nbreak · total 0 h",
    ]
    rows = [part(Dimension.TAG, name, amounts(hours=9 - n)) for n, name in enumerate(names)]
    total = amounts(hours=sum(9 - n for n in range(len(names))))
    return answer(
        total,
        parts=rows,
        by=[Dimension.TAG],
        project="<!here> & co",
        reading=f"tag {names[0]} · 16–22 Nov 2026 · by tag",
    )
