"""A question said back, and spelled as somebody would type it; both read back to the question."""

from collections.abc import Callable, Iterable

from bot.question.dates import could_be_date, say_period
from bot.question.foretold import in_words
from bot.question.lexicon import lexicon
from bot.question.model import (
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    KeyCondition,
    KeyState,
    Metric,
    Op,
    Output,
    Period,
    Question,
    Subject,
    Vocabulary,
)
from bot.question.values import between_quotes, quoted
from bot.question.vocabulary import Index, index
from bot.question.words import DIMENSIONS, FIXED, METRICS

_DIMENSION_WORDS: dict[Dimension, str] = {word.value: word.said[0] for word in DIMENSIONS}
_METRIC_WORDS: dict[Metric, str] = {word.value: word.said[0] for word in METRICS} | {
    Metric.AGENT_HOURS: "agent_hours"
}
_JOINS = {Op.ANY: " or ", Op.ALL: " and ", Op.NONE: " or "}
_CONDITIONS: dict[KeyState, tuple[str, str]] = {
    KeyState.UNUSED: ("unused for {days} days", "unused {days}d"),
    KeyState.EXPIRING: ("expiring in {days} days", "expiring {days}d"),
    KeyState.EXPIRED: ("expired", "expired"),
    KeyState.OWNER: ("owned by {text}", "owner:{text}"),
    KeyState.SCOPE: ("with scope {text}", "scope:{text}"),
}


def say(question: Question, vocabulary: Vocabulary) -> str:
    """The reading in one line for a person: `tag support · 16–22 Nov 2026 · by key`."""
    names = index(vocabulary)
    parts = [
        _ahead(question),
        _subject(question),
        *(_say_filter(one, names) for one in question.filters),
        *(_condition(one, 0) for one in question.conditions),
        _days(question, say_period),
        _breakdown(question, " and "),
        *_ending(question, "as "),
    ]
    return " · ".join(filter(None, parts)) or "usage"


def spell(question: Question, vocabulary: Vocabulary) -> str:  # noqa: ARG001 (as `say`)
    """The question in the typed grammar: `tag:support by key 2026-11-16..2026-11-22`.

    Keys are spelled by their ids, so that a button still means the same after a key was renamed.
    """
    parts = [
        _ahead(question),
        _subject(question),
        *(_spell_filter(one) for one in question.filters),
        *(_condition(one, 1) for one in question.conditions),
        _breakdown(question, ","),
        _days(question, _iso),
        *_ending(question, ""),
    ]
    text = " ".join(filter(None, parts)) or "usage"
    return text.replace("key:", "key ", 1) if question.subject is Subject.KEY else text


def _subject(question: Question) -> str:
    """The first words: the unit, where one was named, else the subject; usage goes without saying."""
    if question.request_id:
        return f"request {question.request_id}"
    if question.subject is Subject.HELP:
        return f"help {question.topic}" if question.topic else "help"
    if question.subject is Subject.USAGE and question.metric:
        return _METRIC_WORDS[question.metric]
    if question.subject is Subject.USAGE:
        return "usage" if _needs_subject(question) else ""
    if question.subject is Subject.KEY:
        return "whose" if question.period else ""
    return question.subject.value


def _needs_subject(question: Question) -> bool:
    """Whether a question about usage would read as one about a key without saying so."""
    fields = {one.field for one in question.filters}
    return Field.KEY in fields or Field.LINE_ITEM in fields or not fields


def _say_filter(one: Filter, names: Index) -> str:
    if one.values == (UNTAGGED,) and one.op is not Op.ALL:
        return "not untagged" if one.op is Op.NONE else "untagged"
    shown = _JOINS[one.op].join(_in_words(one.field, value, names) for value in one.values)
    return f"{'not ' if one.op is Op.NONE else ''}{one.field.value.replace('_', ' ')} {shown}"


def _in_words(field: Field, value: str, names: Index) -> str:
    """A value in a sentence: between quotes where its words could mean something else."""
    shown = _shown(field, value, names)
    if field in FIXED:
        return shown
    words = shown.split(" ")
    free = all(map(_is_free, words)) and _is_no_phrase(words) and not _goes_on(field, words[0])
    return shown if free else between_quotes(shown)


def _goes_on(field: Field, word: str) -> bool:
    """Whether the field and a name make a phrase of their own: `tag name`, `key id`."""
    before = field.value.split("_")
    found = lexicon().longest([*before, word.lower()], 0)
    return found is not None and found.size > len(before)


def _is_free(word: str) -> bool:
    """Whether a word can stand in a sentence without quotes, and is not the beginning of a date."""
    return quoted(word) == word and not could_be_date(word.lower())


def _is_no_phrase(words: list[str]) -> bool:
    """Whether no word of a name begins anything that has a meaning of its own."""
    low = [word.lower() for word in words]
    return not any(lexicon().longest(low, at) for at in range(len(low)))


def _spell_filter(one: Filter) -> str:
    sign = "-" if one.op is Op.NONE else ""
    values = [quoted(value) for value in one.values]
    name = f"{sign}{one.field.value}"
    if one.op is Op.ALL:
        return " ".join(f"{name}:{value}" for value in values)
    return f"{name}:{','.join(values)}"


def _shown(field: Field, value: str, names: Index) -> str:
    """A key's comment or a line's label, where it names that one only; else the value itself."""
    shown = names.shown.get((field, value), value)
    same = names.spelled(shown, field)
    return shown if len(same) == 1 else value


def _condition(one: KeyCondition, form: int) -> str:
    text = _person(one.text or "")
    if one.days is None and one.state in (KeyState.UNUSED, KeyState.EXPIRING):
        return one.state.value
    return _CONDITIONS[one.state][form].format(days=one.days, text=text)


def _person(text: str) -> str:
    """An owner or a scope: between quotes where it could be a word of the question."""
    free = not could_be_date(text.lower()) and lexicon().longest([text.lower()], 0) is None
    return quoted(text) if free else between_quotes(text)


def _ahead(question: Question) -> str:
    return "forecast" if question.forecast else ""


def _days(question: Question, said: Callable[[Period], str]) -> str:
    """The days; those of a forecast are what is running, whenever it is asked again."""
    if question.forecast and question.period:
        return in_words(question.period, question.forecast)
    return _period(question.period, question.compare, said)


def _period(period: Period | None, compare: Period | None, said: Callable[[Period], str]) -> str:
    if period is None:
        return ""
    return f"{said(period)} vs {said(compare)}" if compare else said(period)


def _iso(period: Period) -> str:
    if period.first == period.last:
        return period.first.isoformat()
    return f"{period.first.isoformat()}..{period.last.isoformat()}"


def _breakdown(question: Question, between: str) -> str:
    names = [
        _DIMENSION_WORDS[dimension] if between == " and " else dimension.value
        for dimension in question.group_by
    ]
    return f"by {between.join(names)}" if names else ""


def _ending(question: Question, before: str) -> Iterable[str]:
    if question.top is not None:
        yield f"top {question.top}"
    if question.output is not Output.CARD:
        yield f"{before}{question.output.value}"
