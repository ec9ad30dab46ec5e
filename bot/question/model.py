"""The values that reading a question yields. Frozen, with nothing of Slack, Deepgram or the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Subject(StrEnum):
    """What a question is about."""

    USAGE = "usage"
    COST = "cost"
    REQUESTS = "requests"
    KEY = "key"
    KEYS = "keys"
    TAGS = "tags"
    MODELS = "models"
    BALANCE = "balance"
    PROJECTS = "projects"
    HELP = "help"


# What is summed up from the books; everything else is looked up.
SUMS = frozenset({Subject.USAGE, Subject.COST})


class Metric(StrEnum):
    """What is counted, where the asker named it."""

    HOURS = "hours"
    TOTAL_HOURS = "total_hours"
    AGENT_HOURS = "agent_hours"
    REQUESTS = "requests"
    CHARACTERS = "characters"
    TOKENS = "tokens"
    COST = "cost"


class Field(StrEnum):
    """What a question can be narrowed by."""

    TAG = "tag"
    KEY = "key"
    ENDPOINT = "endpoint"
    METHOD = "method"
    MODEL = "model"
    DEPLOYMENT = "deployment"
    FEATURE = "feature"
    LINE_ITEM = "line_item"
    STATUS = "status"
    PROJECT = "project"


class Dimension(StrEnum):
    """What an answer can be broken down by."""

    TAG = "tag"
    TAG_SET = "tag_set"
    KEY = "key"
    ENDPOINT = "endpoint"
    METHOD = "method"
    MODEL = "model"
    DEPLOYMENT = "deployment"
    FEATURE = "feature"
    LINE_ITEM = "line_item"
    DAY = "day"
    PROJECT = "project"


class Op(StrEnum):
    """How the values of a filter are meant: one of them, every one of them, none of them."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


class Output(StrEnum):
    """The form that was asked for."""

    CARD = "card"
    CHART = "chart"
    CSV = "csv"


UNTAGGED = "(untagged)"  # stands for "no tag at all", in filters and as a row of an answer


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole days, both ends included; they are taken as Deepgram's UTC days."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days it has: 1 where first and last are the same."""
        return (self.last - self.first).days + 1

    def days(self) -> list[date]:
        """Every day in it, oldest first."""
        return [self.first + timedelta(days=step) for step in range(self.length)]


@dataclass(frozen=True, slots=True, order=True)
class Filter:
    """One narrowing of a question; values are the real ones (a key is its id), sorted."""

    field: Field
    op: Op
    values: tuple[str, ...]


class KeyState(StrEnum):
    """What a list of keys can be narrowed by."""

    UNUSED = "unused"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    OWNER = "owner"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True, order=True)
class KeyCondition:
    """`keys unused 90d`, `keys expiring 30d`, `keys of ana@…`, `keys with scope usage:read`."""

    state: KeyState
    days: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, entirely resolved: no words left to interpret, no "today" left to know.

    `filters` are sorted by field, then op. `period` is None only where the subject needs none.
    `default_period` says that nobody named the period: it is the settings' default. `forecast` is
    the last day of the running month or quarter whose end is asked for; `period` is its days so far.
    """

    subject: Subject = Subject.USAGE
    metric: Metric | None = None
    filters: tuple[Filter, ...] = ()
    group_by: tuple[Dimension, ...] = ()
    period: Period | None = None
    compare: Period | None = None
    top: int | None = None
    output: Output = Output.CARD
    conditions: tuple[KeyCondition, ...] = ()
    request_id: str | None = None
    topic: str | None = None  # of help: "dates", "filters", "digests"
    default_period: bool = False
    forecast: date | None = None


class Kind(StrEnum):
    """In which way a text is not a question."""

    UNKNOWN_VALUE = "unknown_value"
    AMBIGUOUS_VALUE = "ambiguous_value"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_WORD = "unknown_word"
    IMPOSSIBLE_DATE = "impossible_date"
    FUTURE = "future"
    BAD_NUMBER = "bad_number"
    MISSING_VALUE = "missing_value"
    UNCLOSED_QUOTE = "unclosed_quote"
    TWO_PERIODS = "two_periods"
    TOO_LONG = "too_long"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class Unclear:
    """A text that is not a question: the very piece that failed, and what could be typed instead.

    `suggestions` replace `text`, best first. `mended` are whole questions to ask instead, in the
    same order, each of which reads without fault. `why` is a sentence for a person, where the kind
    alone does not say enough.
    """

    kind: Kind
    text: str
    suggestions: tuple[str, ...] = ()
    field: Field | None = None
    mended: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From when and where a question is asked; never read from the machine's own clock.

    `now` is aware. `week_start` is 0 for Monday … 6 for Sunday. `day_first` says how 3/4 is read.
    `project` is our name of the project that is meant where a question names none; empty: all.
    """

    now: datetime
    zone: ZoneInfo
    week_start: int = 0
    day_first: bool = False
    default_period: str = "last 7 days"
    project: str = ""

    @property
    def today(self) -> date:
        """The asker's calendar day."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key as a question can name it; `comment` may be empty."""

    id: str
    comment: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a project really has, against which the words of a question are matched.

    `complete` is False where Deepgram did not let us read them: then a typed `tag:x` is taken as
    it stands. `line_items` maps an id to its label, `projects` are the names that can be asked for.
    """

    tags: tuple[str, ...] = ()
    keys: tuple[KnownKey, ...] = ()
    models: tuple[str, ...] = ()
    line_items: Mapping[str, str] = field(default_factory=dict)
    projects: tuple[str, ...] = ()
    complete: frozenset[Field] = frozenset(
        {Field.TAG, Field.KEY, Field.MODEL, Field.LINE_ITEM, Field.PROJECT}
    )
