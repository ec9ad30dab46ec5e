"""The words that date phrases are made of: one table for reading them and for explaining them."""

from enum import IntEnum

from bot.question.dates.calendar import Unit

# A token is its kind and its numbers: ("month", (11,)) for "nov". The kind of a plain word is
# that word. Numbers only, so that nothing needs to be looked into to be compared.
Token = tuple[str, tuple[int, ...]]


class Rel(IntEnum):
    """Which unit is meant, seen from the one that is running."""

    LAST = 0
    PAST = 1
    PREVIOUS = 2
    THIS = 3
    NEXT = 4
    ROLLING = 5


RELATIONS = {
    Rel.LAST: ("last", "l", "p"),
    Rel.PAST: ("past",),
    Rel.PREVIOUS: ("previous", "prev", "prior", "preceding"),
    Rel.THIS: ("this", "current", "running", "ongoing", "these"),
    Rel.NEXT: ("next", "coming", "upcoming"),
    Rel.ROLLING: ("trailing", "rolling", "recent", "latest"),
}

# The last of each is understood only behind digits ("3m"): alone it is a letter like any other.
UNITS = {
    (Unit.DAY, 1): ("day", "days", "dy", "dys", "d"),
    (Unit.WEEK, 1): ("week", "weeks", "wk", "wks", "kw", "cw", "w"),
    (Unit.WEEK, 2): ("fortnight", "fortnights"),
    (Unit.MONTH, 1): ("month", "months", "mo", "mos", "mth", "mths", "mnth", "mnths"),
    (Unit.QUARTER, 1): ("quarter", "quarters", "qtr", "qtrs"),
    (Unit.YEAR, 1): ("year", "years", "yr", "yrs", "y"),
}

MONTH_NAMES = (
    ("january", "jan"),
    ("february", "feb", "febr"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)

WEEKDAY_NAMES = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "weds", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)

NAMED_DAYS = {
    0: ("today", "now", "tdy"),
    -1: ("yesterday", "yday", "yest"),
    1: ("tomorrow", "tmrw"),
}

TO_DATE = {Unit.WEEK: "wtd", Unit.MONTH: "mtd", Unit.QUARTER: "qtd", Unit.YEAR: "ytd"}

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen")
LATE_TEENS = ("sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
COUNTS = {
    **{word: number for number, word in enumerate((*ONES, *TEENS, *LATE_TEENS))},
    **{word: 10 * tens for tens, word in enumerate(TENS, 2)},
    "dozen": 12,
    "hundred": 100,
}

FIRST_TEN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
NEXT_TEN = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth")
LAST_FEW = ("seventeenth", "eighteenth", "nineteenth", "twentieth")
ORDINALS = (*FIRST_TEN, *NEXT_TEN, *LAST_FEW)

# Which third of a month, quarter, half or year; the second number marks a word that can also
# begin a stretch ("beginning 3 november").
THIRDS = {
    "third": {
        0: ("early",),
        1: ("mid", "middle"),
        2: ("late",),
    },
    "edge": {
        0: ("start", "beginning"),
        2: ("end",),
    },
}

# Words that stand for themselves, grouped by the kind they share.
KINDS = {
    "the": ("the",),
    "a": ("a", "an"),
    "all": ("all",),
    "only": ("only", "just"),
    "full": ("full", "complete", "completed", "whole", "entire", "calendar", "iso"),
    "in": ("in",),
    "on": ("on",),
    "lead": ("for", "during", "over", "within", "throughout", "across", "at"),
    "of": ("of",),
    "and": ("and", "&", "+"),
    "to": ("to", "upto", "->", "-->", "=>", "→", "~", "..", "..."),
    "thru": ("through", "thru"),
    "until": ("until", "till", "til", "'til", "'till"),
    "-": ("-", "--"),
    "/": ("/",),
    "up": ("up",),
    "including": ("including", "incl"),
    "excluding": ("excluding", "excl", "without"),
    "inclusive": ("inclusive",),
    "between": ("between", "betw", "btw"),
    "from": ("from",),
    "since": ("since",),
    "starting": ("starting", "commencing"),
    "ending": ("ending",),
    "after": ("after",),
    "following": ("following",),
    "before": ("before",),
    "as": ("as",),
    "ever": ("ever", "forever", "lifetime"),
    "time": ("time",),
    "onward": ("onwards", "onward"),
    "forward": ("forward", "forwards"),
    "so": ("so",),
    "far": ("far",),
    "date": ("date",),
    "present": ("present",),
    "ago": ("ago", "back"),
    "hence": ("hence",),
    "half": ("half", "halves"),
    "latter": ("latter", "final"),
    "former": ("former",),
    "couple": ("couple",),
    "few": ("few",),
    "most": ("most",),
    "same": ("same",),
    "weekend": ("weekend",),
    "workday": ("weekday", "workday"),
    "workdays": ("weekdays", "workdays"),
    "business": ("business", "working", "work"),
    "earlier": ("earlier",),
    "later": ("later",),
    "no": ("number", "no", "nr"),
    "clock": ("hour", "hours", "hr", "hrs", "minute", "minutes", "mins", "min"),
    "ttm": ("ttm", "ltm"),
    "weekends": ("weekends",),
    "period": ("period", "window", "stretch", "timeframe"),
}


def vocabulary() -> dict[str, tuple[Token, ...]]:
    """Every word that is understood, with the tokens it stands for."""
    found: dict[str, tuple[Token, ...]] = {}
    for kind, words in KINDS.items():
        found |= dict.fromkeys(words, ((kind, ()),))
    for relation, words in RELATIONS.items():
        found |= dict.fromkeys(words, (("rel", (relation,)),))
    for (unit, size), words in UNITS.items():
        found |= dict.fromkeys(words, (("unit", (unit, size)),))
    for month, words in enumerate(MONTH_NAMES, 1):
        found |= dict.fromkeys(words, (("month", (month,)),))
    for offset, words in NAMED_DAYS.items():
        for word in words:
            found[word] = (("named", (offset, int(word == "now"))),)
    for unit, word in TO_DATE.items():
        found[word] = (("todate", (unit,)),)
    return found | weekdays() | thirds() | numbers() | run_together() | abbreviated()


def weekdays() -> dict[str, tuple[Token, ...]]:
    """The days of the week, one and several of them."""
    found: dict[str, tuple[Token, ...]] = {}
    for day, words in enumerate(WEEKDAY_NAMES):
        found |= dict.fromkeys(words, (("weekday", (day,)),))
        found[f"{words[0]}s"] = (("weekdays", (day,)),)
    return found


def thirds() -> dict[str, tuple[Token, ...]]:
    """Early, middle and late, and the edges of a stretch."""
    return {
        word: ((kind, (third, int(word == "beginning"))),)
        for kind, table in THIRDS.items()
        for third, words in table.items()
        for word in words
    }


def numbers() -> dict[str, tuple[Token, ...]]:
    """Numbers in words: how many, and the how-manieth (the second number marks a word)."""
    counts: dict[str, tuple[Token, ...]] = {
        word: (("count", (number,)),) for word, number in COUNTS.items()
    }
    ordinals: dict[str, tuple[Token, ...]] = {
        word: (("ord", (number, 1)),) for number, word in enumerate(ORDINALS, 1)
    }
    return counts | ordinals | {"thirtieth": (("ord", (30, 1)),)}


def run_together() -> dict[str, tuple[Token, ...]]:
    """`lastweek`, `thismonth`: typed without the space."""
    return {
        f"{words[0]}{UNITS[unit, 1][0]}": (("rel", (relation,)), ("unit", (unit, 1)))
        for relation, words in RELATIONS.items()
        if relation in (Rel.LAST, Rel.PAST, Rel.PREVIOUS, Rel.THIS, Rel.NEXT)
        for unit in (Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
    }


def abbreviated() -> dict[str, tuple[Token, ...]]:
    """`w/c`, `w/e`, and `daysago` as in `7daysago`."""
    week: Token = ("unit", (Unit.WEEK, 1))
    ago: Token = ("ago", ())
    return {
        "w/c": (week, ("starting", ())),
        "w/e": (week, ("ending", ())),
        **{f"{words[1]}ago": (("unit", unit), ago) for unit, words in UNITS.items()},
    }
