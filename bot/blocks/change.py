"""The modal in which a question is changed: filled with what was asked, read back when sent. Pure.

https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from bot.blocks.bounds import keep, size
from bot.blocks.clean import plain
from bot.blocks.fields import entry, option
from bot.blocks.message import Block
from bot.blocks.shapes import Json, context, verbatim
from bot.question.changing import DAYS, FIELDS, SAME, Choice, Chosen, about, choices
from bot.question.model import Dimension, Field, Filter, Op, Question, Vocabulary
from bot.question.saved import RUNNING

VIEW = "change1"  # the callback_id; another version's form is answered, not read
OPTIONS = "pick1"  # the action_id of the lists that are asked for while somebody types
MOST_GROUPS = 2
MOST_OPTIONS = (
    100  # https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
)

ABOUT = (
    ("usage", "Usage, in every unit"),
    ("hours", "Hours of audio"),
    ("total_hours", "Hours processed (all channels)"),
    ("agent_hours", "Agent hours"),
    ("requests", "Number of requests"),
    ("characters", "Characters of speech"),
    ("tokens", "Tokens of text intelligence"),
    ("cost", "Cost in dollars"),
)
PERIODS = ((DAYS, "The days below"), *((one, one.capitalize()) for one in RUNNING))
NOUNS: dict[Field, str] = {
    Field.TAG: "Tags",
    Field.KEY: "Keys",
    Field.MODEL: "Models",
    Field.ENDPOINT: "Endpoints",
    Field.METHOD: "Methods",
    Field.LINE_ITEM: "Line items",
    Field.DEPLOYMENT: "Deployments",
    Field.FEATURE: "Features",
    Field.PROJECT: "Projects",
}
COMPARE, EVERY = "compare", "every"
MORE = (
    (COMPARE, "Compare with the period before"),
    (EVERY, "Only requests that have all the chosen tags"),
)


def change_view(question: Question, vocabulary: Vocabulary, memory: str) -> Json:
    """The modal, filled; `memory` comes back with what is chosen (at most 3,000 characters)."""
    return {
        "type": "modal",
        "callback_id": VIEW,
        "title": verbatim("Change the question"),
        "submit": verbatim("Ask"),
        "close": verbatim("Cancel"),
        "private_metadata": memory,
        "blocks": [*_blocks(question, vocabulary)],
    }


def _blocks(question: Question, vocabulary: Vocabulary) -> Iterator[Block]:
    word, period = about(question), question.period
    subjects = ABOUT if word != SAME else ((SAME, question.subject.value.capitalize()),)
    yield entry("about", "What", _select(subjects, word, "about1"))
    yield entry("period", "When", _select(PERIODS, DAYS, "period1"))
    for name, label, day in (
        ("first", "First day", period and period.first),
        ("last", "Last day", period and period.last),
    ):
        picked = {"initial_date": day.isoformat()} if day else {}
        yield entry(name, label, {"type": "datepicker", "action_id": f"{name}1", **picked})
    shown = {(c.field, c.value): c for c in choices(vocabulary)}
    of = {op: [*_options(question.filters, op, shown)] for op in (Op.NONE, Op.ANY)}
    yield entry("only", "Only", _typed(of[Op.ANY], "Tags, keys, models …"), optional=True)
    yield entry("without", "Without", _typed(of[Op.NONE], "Leave out …"), optional=True)
    yield entry("by", "Broken down by", _groups(question.group_by), optional=True)
    yield entry("more", "And", _ticks(question), optional=True)
    yield entry("top", "Only the largest", _number(question.top), optional=True)
    yield context(verbatim("Days are Deepgram's UTC days, both included."))


def _select(pairs: Sequence[tuple[str, str]], chosen: str, action: str) -> Json:
    options = [option(*pair) for pair in pairs]
    first = next((one for one in options if one["value"] == chosen), options[0])
    return {
        "type": "static_select",
        "action_id": action,
        "options": options,
        "initial_option": first,
    }


def _typed(chosen: Sequence[Json], hint: str) -> Json:
    filled = {"initial_options": list(chosen)} if chosen else {}
    return {
        "type": "multi_external_select",
        "action_id": OPTIONS,
        "placeholder": verbatim(hint),
        "min_query_length": 0,
        **filled,
    }


def _groups(chosen: Sequence[Dimension]) -> Json:
    options = [option(d.value, d.value.replace("_", " ").capitalize()) for d in Dimension]
    filled = [one for d in chosen for one in options if one["value"] == d][:MOST_GROUPS]
    return {
        "type": "multi_static_select",
        "action_id": "by1",
        "placeholder": verbatim("Not broken down"),
        "options": options,
        "max_selected_items": MOST_GROUPS,
        **({"initial_options": filled} if filled else {}),
    }


def _ticks(question: Question) -> Json:
    options = [option(*pair) for pair in MORE]
    every = any(f.field is Field.TAG and f.op is Op.ALL for f in question.filters)
    on = {COMPARE: question.compare is not None, EVERY: every}
    filled = [one for one in options if on[one["value"]]]
    initial = {"initial_options": filled} if filled else {}
    return {"type": "checkboxes", "action_id": "more1", "options": options, **initial}


def _number(top: int | None) -> Json:
    filled = {"initial_value": str(top)} if top else {}
    return {
        "type": "number_input",
        "action_id": "top1",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": "1000",
        **filled,
    }


Shown = Mapping[tuple[Field, str], Choice]


def _options(filters: Iterable[Filter], op: Op, shown: Shown) -> Iterator[Json]:
    """What narrows the question already, as chosen options; ALL stands among ANY."""
    for each in filters:
        if each.field in FIELDS and (each.op is Op.NONE) == (op is Op.NONE):
            for value in each.values:
                known = shown.get((each.field, value), Choice(each.field, value, value))
                yield from _as_option(known)


def _as_option(choice: Choice) -> Iterator[Json]:
    """The option of a value; none where the value is longer than Slack gives back."""
    value = f"{choice.field.value}:{choice.value}"
    if size(value) <= keep("option.value"):
        noun = choice.field.value.replace("_", " ")
        yield option(value, f"{noun} {plain(choice.shown)}")


def fits(question: Question) -> bool:
    """Whether everything that narrows a question can stand in the modal."""
    chosen = [f for f in question.filters if f.field in FIELDS]
    size_fits = all(
        size(f"{each.field.value}:{value}") <= keep("option.value")
        for each in chosen
        for value in each.values
    )
    return size_fits and len(question.group_by) <= MOST_GROUPS


def suggested(typed: str, vocabulary: Vocabulary) -> Json:
    """The options that fit what was typed: those that begin with it before those that hold it."""
    sought = typed.strip().casefold()
    ranked = sorted(
        (rank, place, one)
        for place, one in enumerate(choices(vocabulary))
        if (rank := _rank(one, sought)) is not None
    )
    best = sorted(ranked[:MOST_OPTIONS], key=lambda found: FIELDS.index(found[2].field))
    groups = [
        {"label": verbatim(NOUNS[field]), "options": options}
        for field, found in groupby(best, key=lambda found: found[2].field)
        if (options := [each for _, _, one in found for each in _as_option(one)])
    ]
    return {"option_groups": groups} if groups else {"options": []}


def _rank(choice: Choice, sought: str) -> int | None:
    texts = (choice.shown.casefold(), f"{choice.field.value}:{choice.value}".casefold())
    if any(text.startswith(sought) for text in texts):
        return 0
    return 1 if any(sought in text for text in texts) else None


def chosen(values: Mapping[str, Any]) -> Chosen:
    """What was chosen, from a view's `state.values`; what is missing counts as not chosen."""
    state: dict[str, Mapping[str, Any]] = {
        name: next(iter(of.values()), {}) for name, of in values.items() if of
    }
    ticked = _several(state.get("more"))
    top = str(state.get("top", {}).get("value") or "")
    known = {d.value for d in Dimension}
    return Chosen(
        about=_one(state.get("about")) or SAME,
        phrase=_one(state.get("period")) or DAYS,
        first=_day(state.get("first")),
        last=_day(state.get("last")),
        only=[*_pairs(state.get("only"))],
        without=[*_pairs(state.get("without"))],
        by=[Dimension(word) for word in _several(state.get("by")) if word in known],
        compare=COMPARE in ticked,
        every=EVERY in ticked,
        top=int(top) if top.isascii() and top.isdigit() and int(top) > 0 else None,
    )


def _one(state: Mapping[str, Any] | None) -> str:
    return str(((state or {}).get("selected_option") or {}).get("value") or "")


def _several(state: Mapping[str, Any] | None) -> list[str]:
    return [str(one.get("value") or "") for one in (state or {}).get("selected_options") or ()]


def _day(state: Mapping[str, Any] | None) -> date | None:
    try:
        return date.fromisoformat(str((state or {}).get("selected_date") or ""))
    except ValueError:
        return None


def _pairs(state: Mapping[str, Any] | None) -> Iterator[tuple[Field, str]]:
    fields = {field.value: field for field in FIELDS}
    for word in _several(state):
        name, _, value = word.partition(":")
        if name in fields and value:
            yield fields[name], value
