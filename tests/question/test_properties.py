"""What holds for every text: order does not matter, nothing is ignored, nothing is raised."""

import json
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.question.contract import to_json
from bot.question.lexicon import lexicon
from bot.question.model import Question, Unclear
from tests.question.known import NAMES, QUESTIONS, asked, question

FILTERS = (
    "tag:vip",
    "tag:qa,france",
    "-tag:monday",
    'tag:"call center"',
    'key:"web backend"',
    "key:9e02b6f4",
    "endpoint:listen",
    "method:streaming",
    "model:nova-3",
    "feature:diarize",
    "-deployment:beta",
    "not untagged",
)
SUBJECTS = ("", "usage", "cost", "hours", "characters", "metric:requests")
BREAKDOWNS = ("", "by tag", "by key,day", "by model and endpoint", "per day")
PERIODS = ("", "last week", "yesterday", "2026-02-01..2026-02-20", "since 1 march", "q4", "14d")
REST = ("", "vs previous", "as csv", "chart")

clauses = st.tuples(
    st.lists(st.sampled_from(FILTERS), unique=True, max_size=3),
    st.sampled_from(SUBJECTS),
    st.sampled_from(BREAKDOWNS),
    st.sampled_from(PERIODS),
    st.sampled_from(REST),
).map(lambda parts: [clause for clause in (*parts[0], *parts[1:]) if clause])


@given(clauses, st.randoms(use_true_random=False))
def test_typed_clauses_mean_the_same_in_any_order(said, chance):
    assume(said and not ("vs previous" in said and "14d" in said))
    shuffled = chance.sample(said, len(said))

    assert asked(" ".join(shuffled)) == asked(" ".join(said))


@given(clauses, st.sampled_from((1, 3, 10)))
def test_a_top_number_may_stand_anywhere(said, number):
    assume(any(clause.startswith(("by ", "per ")) for clause in said))

    first, last = (
        question(f"top {number} {' '.join(said)}"),
        question(f"{' '.join(said)} top {number}"),
    )

    assert first == last
    assert first.top == number


@given(st.sampled_from(QUESTIONS), st.integers(0, 30))
def test_a_word_that_is_left_over_is_never_ignored(text, place):
    words = text.split(" ")
    at = min(place, len(words))

    found = asked(" ".join([*words[:at], "xyzzy", *words[at:]]))

    assert isinstance(found, Unclear), found


@given(st.sampled_from(QUESTIONS))
def test_capitals_and_spaces_change_nothing(text):
    assume(not any(piece in text for piece in ('"', "<", "owner", "lea's")))
    spread = f"  {text.replace(' ', '   ')}  "

    assert asked(spread) == asked(text)
    assert asked(text.upper()) == asked(text) or "@" in text


@settings(max_examples=400)
@given(st.text(max_size=300))
def test_any_text_has_an_answer_in_one_of_the_two_shapes(text):
    found = asked(text)

    assert isinstance(found, Question | Unclear)
    assert json.loads(json.dumps(to_json(found)))["outcome"] in ("question", "unclear")


VOCABULARY = [*lexicon().ways(), *NAMES.tags, *(key.comment for key in NAMES.keys), *NAMES.models]
PIECES = [
    *VOCABULARY,
    *FILTERS,
    *PERIODS,
    "5",
    "foo",
    '"',
    "tag:",
    "vs",
    ",",
    "-",
    "<@U1>",
    "31 feb",
]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
def test_any_words_in_any_order_have_an_answer_whose_mended_questions_read(text):
    found = asked(text)

    if isinstance(found, Unclear):
        assert all(isinstance(asked(mended), Question) for mended in found.mended)
    else:
        assert found.period is None or found.period.first <= found.period.last


@given(st.sampled_from(QUESTIONS))
def test_the_same_text_is_always_read_the_same(text):
    assert asked(text) == replace(asked(text))
