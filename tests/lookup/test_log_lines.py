"""Lines of the log: whether a question means one, what it cost, what it says. Pure."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.account import Key, LoggedRequest, Model, Names, Project
from bot.lookup.log_filter import VALUES, means, models_of, tags_of, wanted
from bot.lookup.log_table import settled, status_cell, unsettled
from bot.lookup.request import took
from bot.question.model import UNTAGGED, Field, Filter, Op
from bot.trouble import Reason, Trouble
from tests.lookup.logged import LINE, line

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
NAMES = Names(
    Project("p", "Acme"),
    keys={"k1": Key("k1", "one"), "k2": Key("k2", "two", tags=("staging",))},
    models={"u1": Model("u1", "nova-3"), "u2": Model("u2", "nova-3"), "u3": Model("u3", "nova-2")},
)
VALUED = {
    Field.TAG: ["a", "b", "c", UNTAGGED],
    Field.KEY: ["k1", "k2"],
    Field.ENDPOINT: ["listen", "speak", "agent"],
    Field.METHOD: ["sync", "streaming"],
    Field.MODEL: ["nova-3", "nova-2"],
    Field.DEPLOYMENT: ["hosted", "beta"],
    Field.STATUS: ["succeeded", "failed"],
}

any_line = st.builds(
    line,
    key_id=st.sampled_from(["k1", "k2", None]),
    status=st.sampled_from([200, 200, 200, 302, 400, 504, None]),
    endpoint=st.sampled_from(["listen", "speak", "agent", None]),
    method=st.sampled_from(["sync", "streaming", None]),
    deployment=st.sampled_from(["hosted:us", "beta", None]),
    tags=st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(tuple),
    models=st.lists(st.sampled_from(["u1", "u2", "u3"]), max_size=2, unique=True).map(tuple),
)


@st.composite
def any_filter(draw: st.DrawFn) -> Filter:
    field = draw(st.sampled_from(list(VALUED)))
    ops = [Op.ANY, Op.NONE, *([Op.ALL] if field is Field.TAG else [])]
    values = st.lists(st.sampled_from(VALUED[field]), min_size=1, max_size=2, unique=True)
    return Filter(field, draw(st.sampled_from(ops)), tuple(sorted(draw(values))))


@given(any_line, any_filter())
def test_a_filter_and_its_opposite_part_what_lines_say(one: LoggedRequest, of: Filter) -> None:
    if of.op is Op.ALL:
        return
    other = Filter(of.field, Op.NONE if of.op is Op.ANY else Op.ANY, of.values)
    verdicts = means(one, (of,), NAMES), means(one, (other,), NAMES)

    told = VALUES[of.field](one, NAMES) is not None
    assert sorted(map(str, verdicts)) == (["False", "True"] if told else ["None", "None"])


@given(any_line, st.lists(any_filter(), max_size=3))
def test_a_line_is_meant_where_every_filter_means_it(
    one: LoggedRequest, filters: list[Filter]
) -> None:
    each = [means(one, (of,), NAMES) for of in filters]
    verdict = False if False in each else None if None in each else True

    assert means(one, filters, NAMES) is verdict


@pytest.mark.parametrize(
    ("of", "asked"),
    [
        (Filter(Field.KEY, Op.ANY, ("k1",)), (("accessor", "k1"),)),
        (Filter(Field.STATUS, Op.ANY, ("failed",)), (("status", "failed"),)),
        (Filter(Field.DEPLOYMENT, Op.ANY, ("beta",)), (("deployment", "beta"),)),
        (Filter(Field.DEPLOYMENT, Op.ANY, ("dedicated",)), ()),
        (Filter(Field.KEY, Op.ANY, ("k1", "k2")), ()),
        (Filter(Field.KEY, Op.NONE, ("k1",)), ()),
        (Filter(Field.TAG, Op.ANY, ("a",)), ()),
        (Filter(Field.MODEL, Op.ANY, ("nova-3",)), ()),
    ],
)
def test_deepgram_is_asked_only_for_what_it_can_narrow(
    of: Filter, asked: tuple[tuple[str, str], ...]
) -> None:
    assert wanted((of,)).asked == asked
    assert bool(wanted((of,)).keep) != bool(asked)


def test_a_project_is_no_filter_of_lines_and_a_feature_is_trouble() -> None:
    assert wanted((Filter(Field.PROJECT, Op.ANY, ("acme",)),)).keep == ()
    with pytest.raises(Trouble) as trouble:
        wanted((Filter(Field.FEATURE, Op.ANY, ("diarize",)),))
    assert trouble.value.reason is Reason.CANNOT_SPLIT


@pytest.mark.parametrize(
    ("one", "tags"),
    [
        (line(tags=("b", "a")), ("a", "b")),
        (line(), ()),
        (line(key_id="k2"), ()),  # as Deepgram said it, once it says anything
        (line(key_id="k2", status=400, tags=("a",)), ("a", "staging")),
        (line(key_id="k2", status=None), ("staging",)),
        (line(status=400), ()),
        (line(status=400, endpoint="agent"), None),
    ],
)
def test_a_line_that_failed_has_the_tags_it_was_asked_with_and_its_keys(
    one: LoggedRequest, tags: tuple[str, ...] | None
) -> None:
    assert tags_of(one, NAMES) == tags


def test_models_are_called_by_their_names() -> None:
    assert models_of(line(models=("u1", "u2", "odd")), NAMES) == ("nova-3", "odd")
    assert models_of(line(status=400), NAMES) is None
    assert models_of(line(), NAMES) == ()


@pytest.mark.parametrize(
    ("changed", "cost", "open_"),
    [
        ({"dollars": Decimal("0.01")}, Decimal("0.01"), False),
        ({"dollars": Decimal(0)}, Decimal(0), False),  # yesterday's: it is what it says
        ({"dollars": Decimal(0), "created": NOW - timedelta(hours=1)}, None, True),
        ({"dollars": Decimal(1), "created": NOW - timedelta(hours=1)}, Decimal(1), False),
        ({"dollars": None, "created": NOW}, None, False),
        ({"dollars": Decimal(0), "created": NOW, "status": 400}, Decimal(0), False),
    ],
)
def test_a_cost_of_nothing_counts_only_when_it_has_had_time(
    changed: dict[str, object], cost: Decimal | None, open_: bool
) -> None:
    one = line(**changed)

    assert (settled(one, NOW), unsettled(one, NOW)) == (cost, open_)


def test_a_request_takes_as_long_as_it_takes() -> None:
    late = LINE.created + timedelta(seconds=1, microseconds=250)

    assert took(line(completed=late)) == Decimal("1.000250")
    assert took(line()) is None
    assert took(line(completed=LINE.created - timedelta(seconds=1))) is None


def test_a_status_is_a_number_or_pending() -> None:
    assert (status_cell(LINE), status_cell(line(status=None))) == ("200", "pending")
