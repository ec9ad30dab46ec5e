"""The one table of words: what a question can say, every way of saying it, a line of help for each.

The reader, the help, App Home, the docs and the tests all read it. A way of saying is one or
several words in lower case; the first is the one that is shown and said back.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.question.model import Dimension, Field, Metric, Output, Subject


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that can be said: its value, the ways of saying it, its line of help."""

    value: Any
    said: tuple[str, ...]
    help: str = ""


class Noun(NamedTuple):
    """A thing that is counted by or listed: `tag`, `keys`."""

    dimension: Dimension
    plural: bool


def said(text: str) -> tuple[str, ...]:
    """The ways of saying something, written with a bar between them."""
    return tuple(way.strip() for way in text.split("|"))


def spaced(text: str) -> tuple[str, ...]:
    """Single words, written with a space between them."""
    return tuple(text.split())


# ---- what a question is about ------------------------------------------------------------------

SUBJECTS = (
    Word(Subject.USAGE, ("usage",), "what was used: hours, requests, characters, tokens"),
    Word(Subject.COST, ("cost",), "what was spent, in US dollars"),
    Word(Subject.REQUESTS, ("requests",), "the request log of the last 90 days, line by line"),
    Word(Subject.KEY, ("key",), "one API key: whose it is, its scopes, when it was last used"),
    Word(Subject.KEYS, ("keys",), "the API keys: unused, expiring, of a person, with a scope"),
    Word(Subject.TAGS, ("tags",), "the tags there are"),
    Word(Subject.MODELS, ("models",), "the models there are"),
    Word(Subject.BALANCE, ("balance",), "what is left of the credits, and how long that lasts"),
    Word(Subject.PROJECTS, ("projects",), "the projects that can be asked about"),
    Word(Subject.HELP, ("help",), "what can be asked; help dates, help filters, help digests"),
)

METRICS = (
    Word(
        Metric.HOURS,
        said(
            "hours | hour | hrs | audio hours | hours of audio | audio | audio time | audio duration"
        ),
        "hours of audio that were sent",
    ),
    Word(
        Metric.TOTAL_HOURS,
        said("total hours | total_hours | total-hours"),
        "hours of audio that were processed: every channel counts",
    ),
    Word(
        Metric.AGENT_HOURS,
        said("agent_hours | agent-hours"),
        "hours of voice agent connections",
    ),
    Word(
        Metric.REQUESTS,
        said(
            "number of requests | request count | requests count | request volume | call volume"
            " | number of calls | number of api calls | total requests | total calls"
            " | total number of requests | requests total | requests in total | overall requests"
            " | req count | count requests | count calls | count of api calls"
        ),
        "how many requests were made",
    ),
    Word(
        Metric.CHARACTERS,
        said("characters | character | chars"),
        "characters of text that were spoken",
    ),
    Word(Metric.TOKENS, said("tokens | token"), "tokens of text intelligence, in and out"),
    Word(Metric.COST, ("cost",), "US dollars"),
)

DIMENSIONS = (
    Word(
        Dimension.TAG,
        said("tag | label | tag name"),
        "a tag; a request with two tags counts under each",
    ),
    Word(
        Dimension.TAG_SET,
        said("tag set | tag_set | tag-set | tagset | tag combination | combination of tags"),
        "the exact set of tags of a request; nothing counts twice",
    ),
    Word(
        Dimension.KEY,
        said(
            "key | api key | api-key | api_key | apikey | access key | accessor | key name | key comment"
            " | key id | accessor id"
        ),
        "the API key; Deepgram calls its id the accessor",
    ),
    Word(Dimension.ENDPOINT, said("endpoint"), "listen, speak, read or agent"),
    Word(Dimension.METHOD, said("method | processing method"), "sync, async or streaming"),
    Word(Dimension.MODEL, said("model | model name"), "the model, by its name"),
    Word(Dimension.DEPLOYMENT, said("deployment"), "hosted, beta, self-hosted or dedicated"),
    Word(Dimension.FEATURE, said("feature"), "a feature that was asked for, such as diarize"),
    Word(
        Dimension.LINE_ITEM,
        said("line item | line_item | line-item | lineitem"),
        "the line of Deepgram's bill (cost only)",
    ),
    Word(Dimension.DAY, said("day | date | calendar day"), "the UTC day"),
    Word(Dimension.PROJECT, said("project"), "the project"),
)

FIELDS = (
    Word(Field.TAG, said("tag | tags | label | labels"), "a tag: tag:support, tag:a,b, -tag:a"),
    Word(
        Field.KEY,
        said(
            "key | keys | api key | api-key | api_key | apikey | access key | accessor | accessors"
            " | api keys"
        ),
        'a key by its comment, its id, or at least 4 characters that begin it: key:"ci runner"',
    ),
    Word(Field.ENDPOINT, said("endpoint | endpoints"), "endpoint:listen"),
    Word(Field.METHOD, said("method | methods"), "method:streaming"),
    Word(Field.MODEL, said("model | models"), "model:nova-3"),
    Word(Field.DEPLOYMENT, said("deployment | deployments"), "deployment:hosted"),
    Word(Field.FEATURE, said("feature | features"), "feature:diarize"),
    Word(
        Field.LINE_ITEM,
        said("line_item | line item | line-item | lineitem | line_items | line items"),
        "a line of the bill, by its id or its label (cost only)",
    ),
    Word(Field.STATUS, said("status"), "how a request ended; for the request log only"),
    Word(Field.PROJECT, said("project | projects"), "a project by its name"),
)

# Every name of a field, as it is typed before a colon.
FIELD_NAMES: dict[str, Field] = {
    way: word.value for word in FIELDS for one in word.said for way in (one, one.replace(" ", "_"))
}

OUTPUTS = (
    Word(Output.CARD, said("card | as a card | table | as a table | as table"), "a card (usual)"),
    Word(
        Output.CHART,
        said(
            "chart | charts | graph | plot | chart of | graph of | as chart | as a chart | as graph"
            " | as a graph | visualize | visualise | bar chart | line chart | pie chart | bar graph"
            " | line graph | as bar chart | as a bar chart | as line chart | as a line chart"
        ),
        "a chart",
    ),
    Word(
        Output.CSV,
        said(
            "csv | as csv | as a csv | as csv file | csv file | csv export | export as csv"
            " | spreadsheet | as a spreadsheet | export | download | save as csv | save as a csv"
        ),
        "a CSV file",
    ),
)

# ---- values that are the same for everybody ----------------------------------------------------
# https://developers.deepgram.com/reference/manage/usage/breakdown/get

ENDPOINTS = (
    Word(
        "listen",
        said(
            "listen | stt | asr | speech to text | speech-to-text | transcription | transcriptions"
        ),
        "speech to text",
    ),
    Word(
        "speak",
        said("speak | tts | text to speech | text-to-speech | speech synthesis"),
        "text to speech",
    ),
    Word("read", said("read | text intelligence"), "text intelligence"),
    Word("agent", said("agent | voice agent | voice agents"), "voice agents"),
)
METHODS = (
    Word("sync", said("sync | synchronous"), "recorded audio, answered at once"),
    Word("async", said("async | asynchronous"), "recorded audio, answered by callback"),
    Word(
        "streaming",
        said(
            "streaming | streamed | realtime | real-time | real time | live streaming | live audio"
        ),
        "live audio",
    ),
)
DEPLOYMENTS = (
    Word("hosted", ("hosted",), "Deepgram's own cloud"),
    Word("beta", ("beta",), "the beta environment"),
    Word(
        "self-hosted",
        said(
            "self-hosted | self hosted | selfhosted | on-prem | on prem | on-premise | on premise"
        ),
        "your own machines",
    ),
    Word("dedicated", ("dedicated",), "a cloud of your own"),
)
STATUSES = (
    Word("succeeded", said("succeeded | successful | success | successes"), "answered below 300"),
    Word(
        "failed",
        said(
            "failed | failing | failure | failures | errors | error | errored"
            " | unsuccessful | failed with an error"
        ),
        "answered with 400 or more",
    ),
)
_FLAGS = spaced(
    "alternatives callback callback_method channels custom_intent custom_intent_mode custom_topic "
    "custom_topic_mode detect_entities detect_language diarize dictation encoding extra "
    "filler_words intents keyterm keywords language measurements multichannel numerals paragraphs "
    "profanity_filter punctuate redact replace sample_rate search sentiment smart_format summarize "
    "topics utt_split utterances version"
)
_FLAG_WORDS = {
    "diarize": ("diarization", "diarisation", "diarized"),
    "punctuate": ("punctuation",),
    "redact": ("redaction",),
    "smart_format": ("smart formatting",),
    "summarize": ("summarization", "summarisation", "summarise"),
    "detect_entities": ("entity detection",),
    "detect_language": ("language detection",),
    "sentiment": ("sentiment analysis",),
    "multichannel": ("multi-channel",),
    "keyterm": ("keyterms",),
    "profanity_filter": ("profanity filtering",),
}


def _flag(name: str) -> Word:
    spaced = {name.replace("_", " "), name.replace("_", "-")} - {name}
    return Word(name, (name, *sorted(spaced), *_FLAG_WORDS.get(name, ())))


FEATURES = tuple(_flag(name) for name in _FLAGS)

# Flags that are also everyday words: read as features only beside "with", "without", "feature".
LOOSE = frozenset(
    {
        *spaced(
            "alternatives callback channels dictation encoding extra intents keywords language"
        ),
        *spaced("measurements numerals paragraphs replace search topics utterances version read"),
    }
)

FIXED: dict[Field, tuple[Word, ...]] = {
    Field.ENDPOINT: ENDPOINTS,
    Field.METHOD: METHODS,
    Field.DEPLOYMENT: DEPLOYMENTS,
    Field.STATUS: STATUSES,
    Field.FEATURE: FEATURES,
}

# Said of what was recorded before it was sent, which Deepgram counts under two methods.
UNSURE = (
    Word(
        (Field.METHOD, ("async", "sync")),
        said("batch | pre-recorded | prerecorded | pre recorded"),
    ),
)

AGENT_HOURS = (Metric.AGENT_HOURS, (Field.ENDPOINT, "agent"))  # said in two words: both


VERBS = (
    Word("listen", said("transcribe | transcribed | transcribing")),
    Word("speak", said("synthesize | synthesized | synthesise | synthesised | synthesizing")),
)

# Things that people ask for by name and that Deepgram's figures do not have: what comes nearest.
_HINTED = {
    (
        "hour hours minute week weeks month months quarter year weekday hourly weekly monthly "
        "quarterly yearly"
    ): ("day",),
    "user users consumer consumers owner member person people developer who account client": (
        "key",
        "tag",
    ),
    (
        "team teams app apps application service environment env department group customer "
        "region source"
    ): ("tag", "key"),
    "sku item items category product": ("line item", "tag"),
    "language languages version voice": ("model",),
    "api route path url": ("endpoint",),
    "mode stream": ("method",),
    "tagged": ("tag",),
}
# What tags commonly stand for: `the support team` is the tag of it.
TAG_KINDS = frozenset(
    spaced("team app application service environment env department group customer region")
)
HINTS = {word: near for words, near in _HINTED.items() for word in spaced(words)}

# Rows of `top N`, and the days of a list of keys that names none.
MOST_ROWS = 1_000  # of `top N`: nobody reads more, and the CSV has them all
UNUSED_DAYS = 90  # as far back as Deepgram keeps its request log
EXPIRING_DAYS = 30
