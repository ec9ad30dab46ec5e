"""The words that say how the others belong together: the grammar of a question, as tables."""

from enum import StrEnum

from bot.question.words import Word, said, spaced


class Role(StrEnum):
    """What part a word plays in a question; the first five are found without the table."""

    TYPED = "typed"
    PERIOD = "period"
    NAME = "name"
    UNKNOWN = "unknown"
    CLASH = "clash"
    FILLER = "filler"
    USE = "use"
    MONEY = "money"
    METRIC = "metric"
    REQUESTS = "requests"
    REQUEST = "request"
    LOG = "log"
    LATEST = "latest"
    NOUN = "noun"
    STATUS = "status"
    VALUE = "value"
    VERB = "verb"
    UNSURE = "unsure"
    OUTPUT = "output"
    BALANCE = "balance"
    LEFT = "left"
    HELP = "help"
    BY = "by"
    SORT = "sort"
    DAILY = "daily"
    BREAKDOWN = "breakdown"
    TOP = "top"
    MOST = "most"
    MORE = "more"
    SPENDERS = "spenders"
    WHO = "who"
    WHICH = "which"
    WHEN = "when"
    COUNT = "count"
    VERSUS = "versus"
    COMPARE = "compare"
    OVER = "over"
    NOT = "not"
    AND = "and"
    OR = "or"
    BOTH = "both"
    EITHER = "either"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    LOOKUP = "lookup"
    ABOUT = "about"
    FORECAST = "forecast"
    WILL = "will"
    WHERE = "where"
    ENDING = "ending"
    SHARE = "share"
    SO_FAR = "so far"
    NOW = "now"
    CURRENT = "current"
    EVERYWHERE = "everywhere"
    PRICE = "price"
    HOW_MUCH_IS = "how much is"
    HOW_TO = "how to"
    UNASKED = "unasked"
    STILL = "still"
    UNUSED = "unused"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    OWNER = "owner"
    SCOPE = "scope"


GRAMMAR: dict[Role, tuple[str, ...]] = {
    Role.USE: said(
        "usage | usages | use | uses | used | using | in use | consume | consumes | consumed"
        " | consuming | consumption | activity | utilization | utilisation | make | made | making"
        " | send | sent | process | processed | processing | burn | burned | burnt | run | ran"
        " | go through | went through | generate | generated | generating"
    ),
    Role.MONEY: said(
        "cost | costs | costing | spend | spends | spent | spending | spendings | bill | bills"
        " | billed | billing | charge | charges | charged | money | dollars | usd | expense"
        " | expenses | expensive | expenditure | pay | paid | paying | invoice | $"
    ),
    Role.PRICE: said("price"),
    Role.HOW_MUCH_IS: said("how much is | how much are"),
    Role.NOW: said(
        "right now | now | currently | at the moment | at this moment | at present | presently"
    ),
    Role.CURRENT: said("current | as of now | as of today | as of right now"),
    Role.REQUESTS: said("requests | calls | api calls | api requests | reqs"),
    Role.STATUS: said("status | with status | whose status is"),
    Role.REQUEST: said("request | request id | request_id | request-id"),
    Role.LOG: said("request log | request logs | requests log | log | logs | log of requests"),
    Role.LATEST: said("latest | recent | newest | most recent"),
    Role.BALANCE: said(
        "balance | balances | credit | credits | credit balance | account balance | funds | runway"
        " | out of credits | out of credit | top up | need to top up | purchases | purchase orders"
        " | how long will our credits last | how long will our credit last"
        " | how long will our balance last | how long will the credits last"
        " | how long do our credits last | how long will the balance last"
        " | how long will our money last | how long will credits last"
    ),
    Role.LEFT: said(
        "left | remaining | remain | remains | run out | runs out | running out | ran out"
        " | run out of | running out of | how long until | how long | how soon"
    ),
    Role.HELP: said(
        "help | help me | example | examples | commands | what can you do | what can i ask"
        " | what can i ask you | how does this work | how do i use this | how to use this | manual"
        " | instructions | /help | --help | -h"
    ),
    Role.BY: said(
        "by | per | each | every | for each | for every | by each | split by | split up by"
        " | split per | broken down by | broken down per | break down by | break it down by | break that down by | break this down by"
        " | breakdown by | breakdown per | grouped by | group by | group_by | groupby"
        " | grouped per | divided by | separated by | segmented by | broken out by | break out by"
    ),
    Role.SORT: said(
        "sorted by | sort by | ordered by | order by | ranked by | rank by | in order of"
    ),
    Role.DAILY: said(
        "daily | per-day | day by day | day-by-day | over time | on a daily basis | each day"
        " | a day | trend | trends | trend of | trend for | trends of | timeline"
    ),
    Role.BREAKDOWN: said(
        "breakdown | breakdown of | break down | split | group | distribution | distribution of"
    ),
    Role.TOP: said("top | limit"),
    Role.MOST: said(
        "most | most active | most popular | most common | most frequent | leaderboard"
        " | leaderboard of | the most | rank | ranking | ranking of | biggest | largest | highest | heaviest | busiest | greatest | peak | max | maximum"
    ),
    Role.MORE: said("more | less | fewer | higher | lower | up | down"),
    Role.SPENDERS: said("spenders | spender"),
    Role.WHO: said("who | who's | whos"),
    Role.WHICH: said("which | what"),
    Role.WHEN: said("when | when will | on which date"),
    Role.COUNT: said(
        "how many | number of | count of | amount of | metric | how often | # of | no. of | no of | nb of"
    ),
    Role.VERSUS: said(
        "vs | vs. | v. | versus | compared to | compared with | compare to | compare with"
        " | compared against | against | up from | down from | relative to | in comparison to | in comparison with | than"
    ),
    Role.COMPARE: said(
        "compare | comparing | comparison | comparison of | difference | differences"
    ),
    Role.NOT: said(
        "not | isn't | aren't | wasn't | weren't | no | except | except for | without | excluding | exclude | excl | excl. | minus"
        " | but not | and not | other than | apart from | everything but | all but | anything but"
        " | w/o | ignoring | ignore | omit | omitting | besides | leaving out | not counting"
        " | neither | not including | not for | not from | not in | not with | with no | aside from"
    ),
    Role.AND: said("and | & | + | as well as | plus | and also"),
    Role.OR: said("or | and/or | nor"),
    Role.BOTH: said("both"),
    Role.EITHER: said("either | any of | either of"),
    Role.TAGGED: said(
        "tagged | with tags | with a tag | with any tag | having tags | that have tags | tagged with | tagged as | tagged by | labelled | labeled | labelled with"
    ),
    Role.UNTAGGED: ("untagged",),
    Role.LOOKUP: said(
        "whose | who owns | who's the owner of | who is the owner of | owner of | who has"
        " | who created | who added | who issued | who set up | belong to | belongs to | last used | created | what scopes | which scopes"
        " | scopes of | whois | look up | lookup"
    ),
    Role.ABOUT: said(
        "about | tell me about | info | info on | info about | information | information on"
        " | information about | details | detail | details of | details for | details on"
        " | details about"
    ),
    Role.FORECAST: said(
        "forecast | forecasts | forecasted | predict | predicted | prediction | projected | projection"
        " | projections | expected | expect | estimate | estimated | at this pace | at the current pace | at this rate | run rate"
    ),
    Role.WILL: said("will | going to | gonna"),
    Role.WHERE: said("where | where will | where do | where does | where are | where is"),
    Role.ENDING: said(
        "end | ends | end up | ends up | ending up | land | lands | finish | finishes | heading | headed"
    ),
    Role.SO_FAR: said("so far | to date | until now | up to now | thus far | till now"),
    Role.STILL: said("still | still active | still valid | still alive"),
    Role.UNUSED: said(
        "unused | stale | not used | not been used | haven't been used | hasn't been used | weren't used"
        " | wasn't used | have not been used | aren't used | aren't being used | not being used"
        " | not in use | idle | inactive | dormant | without usage | without any usage | no usage"
        " | have no usage | no longer used | haven't used | have not used | don't use | do not use"
        " | isn't used | not use"
    ),
    Role.EXPIRING: said(
        "expiring | expire | expires | about to expire | going to expire | expiring soon"
        " | expire soon | expiration | expiry"
    ),
    Role.EXPIRED: said("expired | already expired | have expired | have already expired"),
    Role.OWNER: said(
        "owned by | owner | belonging to | created by | that belong to | which belong to"
    ),
    Role.SCOPE: said(
        "scope | with scope | with the scope | having scope | having the scope | with scopes"
        " | that have scope | that have the scope | scopes"
    ),
}

# `week over week`: compared with the same days of the unit before.
OVERS = (
    Word("week", said("week over week | week-over-week | wow")),
    Word("month", said("month over month | month-over-month | mom")),
    Word("year", said("year over year | year-over-year | yoy")),
)

# Words that carry nothing. Not among them: "my" and "I", which would narrow the answer to a person.
FILLER = said(
    "please | pls | plz | thanks | thank you | thx | hi | hey | hello | the | a | an | of | for | in"
    " | on | to | from | with | via | through | across | at | as | did | do | does | done | doing | was | were"
    " | is | are | be | been | being | has | have | had | will be | we | we've | we're | our | us"
    " | ours | me | all | list | show | show me | find | it | it's | that | there | their | they | these | those | which are | what's"
    " | what about | how about | what happened to | what happened with | whats | what is | what was | what are | what were | what did | what do | how | how much"
    " | much | give | tell | tell me | display | see | get | got | view | need to see | want to see"
    " | can you | could you | would you | can i see | could i see | can we see | can i get"
    " | can i have | i want | i want to see | i want to know | i'd like | i'd like to see"
    " | i'd like to know | i would like | i would like to see | i would like to know | i need"
    " | i need to know | let me see | let me know | let's see | just | only | anything | everything"
    " | any | anyone | anybody | altogether | overall | in total | total | totals | all of"
    " | all our | all of our | all the | data | stat | stats | statistics | numbers | figures"
    " | report | summary | overview | deepgram | deepgram's | dgusage | also | output | format | period | date range | exist"
    " | exists | existing | available | known | ok | okay | so | then | descending | desc"
    " | good morning | good afternoon | good evening | good day | hi bot | hey bot | hello bot | bot"
    " | cheers | need | we need | we want | we'd like | would like | would like to see | would like to know"
    " | how's | sum | sum of | grand total | how do i see | how do i get | how do i find | how do i check"
    " | how can i see | how can i get | how can i find | how can i check"
    " | named | called | highest first | largest first | biggest first | amount | worth of | value | file"
)

# What stays itself even where a tag or a key is called so: `tag:usage` is the tag. Any other word
# of the table gives way to a name.
STRONG = frozenset(
    spaced(
        "usage use used using uses cost costs spend spent spending hours requests request characters "
        "tokens balance credits credit help by per each every top most biggest largest highest who "
        "which what when vs versus compare not no except without excluding minus and or & + both either "
        "tagged untagged unused expiring expired owner scope csv chart table tag tags key keys "
        "endpoint method model models deployment feature day project projects still left please the a "
        "an of for in on to from with via through at as did do does was were is are be been has have "
        "had we our me all how much many it that there their they these those give tell show list get "
        "just only so then"
    )
)

# Words that carry nothing, or are a name: nothing tells which.
PRONOUNS = frozenset(("us", "me", "we", "it"))

# Words behind which a name is due.
SLOTS = frozenset(
    spaced(
        "did does for of by from in via on except without excluding minus not tagged and or but - ! "
        "tag label key model project called named"
    )
)

# Prepositions: one that nothing follows is unfinished.
DANGLING = frozenset(spaced("for of in on to from with via through across at as"))

# Marks that stand by themselves between clauses.
MARKS = frozenset(spaced("· - | , . ; ! ? … • : ) ("))

# What a misspelled word is compared with, besides names and dates.
COMMON = said(
    "usage | used | cost | spend | spent | bill | hours | requests | characters | tokens | total hours"
    " | by tag | by key | by day | by model | by endpoint | by method | tag | key | model | endpoint"
    " | method | deployment | feature | line item | project | tags | keys | models | projects"
    " | top 5 | vs | vs previous | compare | compared to | previous | csv | chart | balance | credits"
    " | help | streaming | sync | async | listen | speak | agent | hosted | self-hosted | failed"
    " | succeeded | tagged | untagged | without | except | excluding | unused | expiring | expired"
    " | owned by | scope | latest | daily | per day | most | biggest | which | how many | how much"
    " | how | much | did"
)

# ---- numbers in words, fields that are said with a colon, nearest good things --------------------

NUMBERS = {
    word: number
    for number, word in enumerate(
        spaced(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty"
        ),
        1,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}

# `by:tag`, `top:5`, `vs:previous` are the words with a space instead of the colon.
# Of `period:"last week"` the period alone stays.
KEYWORDS = frozenset(
    spaced(
        "by group groupby group_by per top limit metric output format vs versus since from owner scope "
        "request request_id"
    )
)
SILENT_KEYWORDS = frozenset(spaced("period date dates days range when"))
