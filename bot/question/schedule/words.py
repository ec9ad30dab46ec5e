"""The words of schedule phrases, once: the reader, what it says back and its suggestions use them."""

from datetime import time

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ORDINAL_NAMES = ("first", "second", "third", "fourth", "fifth")

_SHORT_DAYS = ("mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun")
_SHORT_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "",
    "jun",
    "jul",
    "aug",
    "sep sept",
    "oct",
    "nov",
    "dec",
)

WEEKDAYS = {
    word: number
    for number, (name, short) in enumerate(zip(WEEKDAY_NAMES, _SHORT_DAYS, strict=True))
    for word in (name.casefold(), f"{name.casefold()}s", *short.split())
} | {"mons": 0, "fris": 4, "sats": 5, "suns": 6}
SHORT_DAYS = frozenset(" ".join(_SHORT_DAYS).split())
PLURAL_DAYS = frozenset(
    {f"{name.casefold()}s" for name in WEEKDAY_NAMES} | {"mons", "fris", "sats", "suns"}
)
MONTHS = {
    word: number
    for number, (name, short) in enumerate(zip(MONTH_NAMES, _SHORT_MONTHS, strict=True), 1)
    for word in (name.casefold(), *short.split())
}

# Words that stand for several days, as one word or as two: 1 is a single day's name, 5 Mon-Fri.
WEEKDAY_WORDS = {("weekday",), ("weekdays",), ("workday",), ("workdays",)} | {
    (first, second)
    for first in ("week", "work", "working", "business")
    for second in ("day", "days")
}
WEEKEND_WORDS = {("weekend",), ("weekends",), ("week", "end"), ("week", "ends")}

COUNTS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        1,
    )
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
} | {"thirtieth": 30, "last": -1, "final": -1, "penultimate": -2}
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})

UNITS = {
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "wk": "week",
    "wks": "week",
    "fortnight": "fortnight",
    "fortnights": "fortnight",
    "month": "month",
    "months": "month",
    "mth": "month",
    "mths": "month",
    "quarter": "quarter",
    "quarters": "quarter",
    "qtr": "quarter",
    "qtrs": "quarter",
    "half-year": "half",
    "year": "year",
    "years": "year",
    "yr": "year",
    "yrs": "year",
}
SHORT_UNITS = {"d": "day", "w": "week", "mo": "month", "mos": "month", "q": "quarter", "y": "year"}
SMALL_UNITS = frozenset(
    [
        "hour",
        "hours",
        "hr",
        "hrs",
        "h",
        "minute",
        "minutes",
        "min",
        "mins",
        "second",
        "seconds",
        "sec",
        "secs",
        "half-hour",
    ]
)
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
MOST = {"day": 365, "week": 52, "fortnight": 26, "month": 24, "quarter": 1, "half": 1, "year": 1}

ADVERBS = {
    "everyday": (1, "day"),
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "monthly": (1, "month"),
    "quarterly": (1, "quarter"),
    "yearly": (1, "year"),
    "annually": (1, "year"),
}
# Words with two meanings, and what to type for each.
TWOFOLD = {
    "biweekly": ("every 2 weeks", "every Monday and Thursday"),
    "bimonthly": ("every 2 months", "on the 1st and 15th"),
    "semimonthly": ("on the 1st and 15th",),
    "semiweekly": ("every Monday and Thursday",),
    "biannually": ("half-yearly",),
    "biannual": ("half-yearly",),
    "biennially": ("every 24 months",),
}
TOO_OFTEN = frozenset(
    [
        "hourly",
        "minutely",
        "secondly",
        "continuously",
        "constantly",
        "half-hourly",
        "always",
        "nonstop",
    ]
)

PLACES = frozenset({"on", "the", "at", "in", "of", "for"})  # what may stand before a piece
EVERY = frozenset({"every", "each", "all"})
JOINTS = frozenset({",", "and", "&", "/", "+", "plus"})
TO = frozenset({"-", "to", "through", "thru", "till", "until"})
AT = frozenset({"at", "@"})
# Marks between pieces, and words that carry nothing.
IDLE = frozenset(",;.!?()[]\"'`*_~:-") | frozenset({"please", "thanks", "sharp", "promptly"})

HOURS, MINUTES = range(24), range(60)
HALF_HOURS = range(1, 13)  # the hours that am or pm can follow
NOON, MIDNIGHT, MORNING = time(12), time(), time(9)
NAMED_TIMES = {"noon": NOON, "midday": NOON, "midnight": MIDNIGHT}
# A part of the day: when it is where no time is named, and the hours that belong to it.
PARTS = {
    "morning": (MORNING, range(12)),
    "afternoon": (time(14), range(12, 18)),
    "evening": (time(18), range(16, 24)),
    "night": (time(21), (*range(18, 24), *range(6))),
}
PART_WORDS = {word: part for part in PARTS for word in (part, f"{part}s")}

DEFAULT_TIME = MORNING  # where a phrase names neither a time nor a part of the day

STARTS = frozenset(
    ["from", "start", "starting", "starts", "begin", "beginning", "commencing", "effective"]
)

# What words without a meaning here are compared with, to suggest what was meant.
VOCABULARY = tuple(
    sorted(
        {
            word
            for word in (*WEEKDAYS, *MONTHS, *UNITS, *ADVERBS, *ORDINALS, *PART_WORDS)
            if word[3:]
        }
        | {*NAMED_TIMES, *STARTS, "weekday", "weekdays", "weekend", "weekends", "every", "each"}
        | {"other", "except", "working day", "business day", "half-yearly", "nightly"}
    )
)

KNOWN_WORDS = frozenset(VOCABULARY) | WEEKDAYS.keys() | MONTHS.keys() | EVERY | PLACES | JOINTS

# Words for something that happens once, and what to say instead of them.
ONE_OFF = {
    "today": "every day",
    "tonight": "every night",
    "tomorrow": "every day",
    "now": "every day",
    "next": "every",
    "this": "every",
    "once": "every year",
}
RECURS = "A digest comes again and again; for one answer, ask the question itself."

ONE_A_DAY = (
    "A digest posts at most once a day: Deepgram counts in whole days, so a second post would say "
    "the same figures again."
)
