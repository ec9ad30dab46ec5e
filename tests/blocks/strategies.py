"""Any answer that Deepgram's figures could ever come to, with names that mean harm."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext

from hypothesis import strategies as st

from bot.answer.model import Amounts, Answer, Compared, Part, Rest
from bot.blocks.figures import UNITS
from bot.books import Source
from bot.question.model import Dimension, Output, Period, Question, Subject
from tests.blocks.answers import NOW, ZERO

HARM = (
    "<!channel>",
    "<!here|x>",
    "<@U012AB3CD>",
    "<#C012|general>",
    "<!subteam^S1>",
    "<https://evil.example|click>",
    "https://evil.example",
    "mailto:a@evil.example",
    "@here @everyone",
    ":moneybag:",
    "*Total $0.00*",
    "_x_ ~y~ `z` ```",
    "a\nb\r\n· complete",
    "\u202e0001$\u202c",
    "a\u200bb\ufeff",
    "\ud800",
    "\x00\x1b[31m",
    "حساب 12",
    "👩‍💻❤️",
    "&amp;&lt;",
    "",
    "   ",
    "x" * 400,
    "$1.00",
    "=1+1",
)
names = st.sampled_from(HARM) | st.text(max_size=40) | st.lists(st.sampled_from(HARM)).map("".join)
decimals = st.one_of(
    st.just(ZERO),
    st.sampled_from([Decimal("0.004"), Decimal("-0.004"), Decimal("1e-12"), Decimal(10) ** 18]),
    st.decimals(-10_000, 10_000_000, places=4),
    st.integers(0, 10**9).map(Decimal),
)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(days)
    return Period(first, first + timedelta(days=draw(st.integers(0, 40) | st.integers(0, 3000))))


def added(rows: Sequence[Amounts], columns: Sequence[str]) -> dict[str, Decimal]:
    with localcontext(prec=200):
        return {column: sum((row[column] for row in rows), ZERO) for column in columns}


def along(period: Period, total: Amounts) -> tuple[tuple[date, Amounts], ...]:
    """Everything on the last day."""
    none = dict.fromkeys(total, ZERO)
    return (*((day, none) for day in period.days()[:-1]), (period.last, total))


def row(
    by: Sequence[Dimension], name: str, values: Amounts, before: Amounts | None, day: date
) -> Part:
    group = tuple((d.value, day.isoformat() if d is Dimension.DAY else name) for d in by)
    return Part(group, " · ".join(value for _, value in group), values, previous=before)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Nought to three hundred rows, which add up unless they overlap."""
    columns = draw(st.lists(st.sampled_from([*UNITS]), min_size=1, max_size=7, unique=True))
    amounts = st.fixed_dictionaries(dict.fromkeys(columns, decimals))
    period, past = draw(periods()), draw(st.none() | periods())
    by = draw(st.lists(st.sampled_from([*Dimension]), min_size=1, max_size=2, unique=True))
    some = draw(st.lists(st.tuples(names, amounts, st.none() | amounts), max_size=8))
    many = (some * 40)[: draw(st.integers(0, 12) | st.integers(0, 300))]
    parts = tuple(
        row(by, name, values, before, period.first + timedelta(days=place))
        for place, (name, values, before) in enumerate(many)
    )
    folds = bool(parts) and by != [Dimension.DAY] and draw(st.booleans())  # days are all there
    other = Rest(draw(st.integers(1, 99)), draw(amounts)) if folds else Rest()
    overlap = draw(st.booleans())
    total = added([*(p.values for p in parts), *([other.values] * bool(other.count))], columns)
    total = draw(amounts) if overlap or not parts else total
    lead = total[columns[0]]
    shares = [p.values[columns[0]] / lead if lead else None for p in parts]
    before = draw(amounts)
    return Answer(
        question=Question(
            subject=draw(st.sampled_from([Subject.USAGE, Subject.COST])),
            group_by=tuple(by) if parts else (),
            period=period,
            compare=past,
            output=draw(st.sampled_from([*Output])),
        ),
        period=period,
        as_of=NOW - timedelta(seconds=draw(st.integers(-60, 10**6))),
        source=draw(st.sampled_from([*Source])),
        stale=draw(st.booleans()),
        provisional=tuple(draw(st.lists(st.sampled_from([period.first, period.last])))),
        columns=tuple(columns),
        total=total,
        parts=tuple(replace(p, share=s) for p, s in zip(parts, shares, strict=True)),
        other=other,
        overlap=overlap,
        series=along(period, total),
        compare=past and Compared(past, before, along(past, before)),
        notes=tuple(draw(st.lists(names, max_size=3))),
        project=draw(names),
        running=draw(st.booleans()),
        reading=draw(names),
    )


moments = st.just(NOW) | st.datetimes(datetime(2020, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)
