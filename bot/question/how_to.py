"""How people ask how the language works: each way, with the topic of the help that tells it."""

from bot.question.words import said

_HOW = said("how do i | how do you | how do we | how to | how can i | how can we | how should i")
_DOING = {
    "filter": "filter | filter by | narrow | narrow down | exclude | leave out",
    "date": "pick a date | name a period | write dates | set the dates",
    "digest": "schedule | schedule a digest | subscribe | set up a digest | get a digest",
    "": "group | group by | break down | compare | export | ask | sort | rank | chart | graph | use you",
}
_WORKING = {
    "filter": "filtering | filters | the filters",
    "date": "dates | periods | the dates",
    "digest": "digests | scheduling | a digest",
    "": "grouping | breakdowns | comparing | comparison | it | the bot | exporting",
}
HOW_TO = tuple(
    [
        (f"{how} {way}", topic)
        for topic, ways in _DOING.items()
        for how in _HOW
        for way in said(ways)
    ]
    + [
        (f"how {does} {way} work", topic)
        for topic, ways in _WORKING.items()
        for way in said(ways)
        for does in ("do", "does")
    ]
)
