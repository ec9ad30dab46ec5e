"""The help, as plain rows: made from the tables that the reader reads, and from names that exist."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.question.dates import could_be_date, phrases
from bot.question.lexicon import lexicon
from bot.question.model import Field, Vocabulary
from bot.question.values import quoted
from bot.question.words import DIMENSIONS, FIELDS, FIXED, METRICS, OUTPUTS, SUBJECTS, Word

Row = tuple[str, str]  # what is typed, and what it means


class Topic(NamedTuple):
    """A part of the help."""

    title: str
    rows: tuple[Row, ...]


ASKING: tuple[Row, ...] = (
    ("tag:support last week", "what one tag used, and when"),
    ("by key this month", "a row for each key; by tag,day is a row for each of both"),
    ("top 5 tags by cost last month", "the largest rows; the others count as one"),
    ("cost this month vs last month", "compared with the same number of days"),
    ("last week vs previous", "compared with the days just before"),
    ("forecast cost this month", "where the month will end at this pace"),
    ("how much did support spend in october?", "a plain sentence does as well"),
)
FILTERS: tuple[Row, ...] = (
    ("tag:a,b", "any of them"),
    ("tag:a tag:b", "every one of them: a request can have several tags"),
    ("-tag:a", "without it; except a, not a and without a are the same"),
    ('key:"ci runner"', "a name with spaces stands between quotes"),
    ("untagged", "what has no tag at all; tag:(untagged) is the same"),
)
KEYS: tuple[Row, ...] = (
    ("key ci runner", "one key: whose it is, what it may do, when it was last used"),
    ("keys unused 90d", "keys without a request for that long"),
    ("keys expiring 30d", "keys that end soon; keys expired have ended"),
    ("keys of ana@acme.com", "the keys of a person"),
    ("keys with scope usage:read", "keys that may do something"),
)
LOG: tuple[Row, ...] = (
    ("requests tag:support yesterday", "the log: one line for each request"),
    ("failed requests today", "only those that failed; status:succeeded are the others"),
    ("last 20 requests", "the newest lines"),
    ("how many requests last week", "their number, not the log"),
)
GOING_ON: tuple[Row, ...] = (
    ("now by key", "in a thread or a direct message: changes its last question"),
    ("save weekly-support", "keeps your last question; type weekly-support to ask it again"),
    ("saved", "what is saved; forget weekly-support lets it go"),
    ("digest cost by key last week every monday 9am", "an answer that posts itself here"),
)
DIGESTS: tuple[Row, ...] = (
    ("digest tag:support yesterday every day at 09:30", "posts the answer in this channel"),
    ("digest cost by key last week every monday 9am", "any question, at any of the times below"),
    ("digests", "what posts here: edit, pause, send now, delete"),
)
MORE: tuple[Row, ...] = (
    ("help dates", "every way to name a period"),
    ("help filters", "every field, and what stands behind it"),
    ("help digests", "answers that post themselves"),
)
_TAGGED = (
    "tag:{tag} last week",
    "how much did {tag} cost last month?",
    "by key tag:{tag} this month",
)
_PLAIN = ("by tag last week", "cost by key this month vs last month", "top 5 models last month")


def help_topics(topic: str | None = None) -> tuple[Topic, ...]:
    """The parts of the help on a topic ("dates", "filters", "digests"), or on everything."""
    return {"dates": _dates, "filters": _filters, "digests": _digests}.get(topic or "", _general)()


def examples(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Questions that work here, with a tag and a key that exist; the best one first."""
    tag = next(filter(_is_plain, vocabulary.tags), None)
    named = [text.format(tag=tag) for text in _TAGGED] if tag else []
    keyed = [f"key {quoted(key.comment)}" for key in vocabulary.keys if key.comment][:1]
    return (*named, *_PLAIN, *keyed)


def _is_plain(tag: str) -> bool:
    """Whether a tag can stand in a sentence as it is."""
    low = tag.lower()
    return quoted(tag) == tag and not could_be_date(low) and lexicon().longest([low], 0) is None


def _general() -> tuple[Topic, ...]:
    return (
        Topic("Ask", ASKING),
        Topic("About", _rows(SUBJECTS)),
        Topic("Units", _rows(METRICS[:-1])),
        Topic("Forms", _rows(OUTPUTS[1:], "as ")),
        Topic("Go on (or press Change… under an answer)", GOING_ON),
        Topic("More", MORE),
    )


def _dates() -> tuple[Topic, ...]:
    return (Topic("Periods", tuple(phrases())),)


def _filters() -> tuple[Topic, ...]:
    return (
        Topic("Narrow", FILTERS),
        Topic("Fields", tuple((f"{word.value}:…", _field(word)) for word in FIELDS)),
        Topic("Break down", _rows(DIMENSIONS, "by ")),
        Topic("Keys", KEYS),
        Topic("Requests", LOG),
    )


def _digests() -> tuple[Topic, ...]:
    from bot.question.schedule import phrases as times

    return (Topic("Digests", DIGESTS), Topic("Times", tuple(times())))


def _rows(words: Iterable[Word], before: str = "") -> tuple[Row, ...]:
    return tuple((f"{before}{word.said[0]}", word.help) for word in words)


def _field(word: Word) -> str:
    """What a field is for, with its values where everybody has the same."""
    fixed = FIXED.get(word.value, ())
    if not fixed or word.value is Field.FEATURE:
        return word.help
    return f"{word.help} ({', '.join(one.value for one in fixed)})"
