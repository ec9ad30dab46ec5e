"""Words that ask for something that no answer has, each with the reason."""

from bot.question.words import Word, said, spaced

SHARES = said("percentage | percent | share | proportion | fraction | shares | %")

UNASKED = (
    Word(
        "The bot does not know which keys or tags are yours: name one.",
        said("my | mine | i | i've | i'm | myself | my own"),
    ),
    Word(
        "There are totals and breakdowns, no averages: ask by day.",
        said("average | avg | mean | median | averages | on average | rate | ratio"),
    ),
    Word(
        "Ranking is from the largest down.",
        said("least | lowest | bottom | smallest | cheapest | fewest | the least | the lowest"),
    ),
    Word("Deepgram counts hours.", said("minutes | minute | mins | seconds | min")),
    Word("The shortest stretch is a day.", said("hourly | by hour | by the hour | per second")),
    Word(
        "There are totals and breakdowns, no figures per unit: ask for cost, hours or requests.",
        said("per hour | per hour of audio | an hour | a minute"),
    ),
    Word(
        "Price lists are not known here, only what was spent.",
        said("prices | pricing | price list | price per | rates | tariff | tariffs"),
    ),
    Word(
        "The request log is in order of time, and in no other.",
        said("slowest | fastest | longest | shortest | latency"),
    ),
    Word(
        "Days are the only stretches of a breakdown.",
        said("day of week | day of the week | weekday | weekdays | days of the week"),
    ),
    Word(
        'As a verb, "may" says nothing; as a month or a tag it stands alone.',
        said(
            "may be | may have | may we | may i | may you | may it | may they | may not | may do"
            " | may also | may need | we may | you may | it may | they may | that may | may or may not"
        ),
    ),
    Word(
        "A breakdown shows the share of each row: ask by tag or by key.",
        SHARES,
    ),
    Word(
        "A tag set is exactly what a request has: ask by tag set.",
        said("tagged only | only tagged | tagged just | exactly tagged | tagged exactly | alone"),
    ),
)

# What can be asked in the place of such a word, and of some that mean nothing here.
INSTEAD: dict[str, tuple[str, ...]] = {
    word: choices
    for words, choices in (
        ("prices pricing rates tariff tariffs", ("cost",)),
        ("minutes minute mins seconds", ("hours",)),
        ("excel xlsx xls sheet sheets file tsv", ("csv",)),
        ("diagram histogram visual", ("chart",)),
        ("slowest fastest longest shortest", ("latest",)),
        ("annual annually yearly", ("this year", "last year", "by day")),
        ("monthly", ("this month", "last month", "by day")),
        ("weekly", ("this week", "last week", "by day")),
        ("live", ("streaming",)),
        ("history", ("by day",)),
        ("tonight", ("today",)),
        ("recent recently lately latest newest", ("last 7 days", "yesterday")),
        ("diff delta", ("difference",)),
        ("errored crashed broken timeouts timeout exceptions 4xx 5xx", ("failed",)),
    )
    for word in spaced(words)
}
