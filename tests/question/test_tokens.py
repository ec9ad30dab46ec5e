"""Slack's markup is undone, quotes keep names together, a quote that stays open is found."""

import pytest

from bot.question.model import Kind, Unclear
from bot.question.tokens import Typed, prepare, tokens


def words(text):
    return [token.low for token in tokens(prepare(text))]


@pytest.mark.parametrize(
    ("sent", "plain"),
    [
        ("<@U024BE7LH> tag:vip", "tag:vip"),
        ("<@U024BE7LH|usage>, tag:vip", "tag:vip"),
        ("/dgusage tag:vip", "tag:vip"),
        ("keys of <mailto:a@b.example|a@b.example>", "keys of a@b.example"),
        ("<https://b.example|b.example>", "b.example"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("“tag:vip”", "tag:vip"),
        ("`tag:vip`", "tag:vip"),
        ("tag:vip <@U024BE7LH>", "tag:vip <@U024BE7LH>"),
    ],
)
def test_what_slack_sends_becomes_what_was_typed(sent, plain):
    assert prepare(sent) == plain


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("by tag,key", ["by", "tag", "key"]),
        ("by tag , key", ["by", "tag", "key"]),
        ('tag:"a b" x', ['tag:"a b"', "x"]),
        ("tag : x", ["tag:", "x"]),
        ("tag :x", ["tag:x"]),
        ("by:tag", ["by", "tag"]),
        ('period:"last week"', ["last", "week"]),
        ('owner:"ana b"', ["owner", '"ana b"']),
        ("api key:x", ["api_key:x"]),
        ("-vip", ["-", "vip"]),
        ("-30d", ["-30d"]),
        ("what's q4 '25 and '24", ["what's", "q4", "'25", "and", "'24"]),
        ("(usage)", ["usage"]),
        ("1,000 mar 3,2026", ["1,000", "mar", "3,2026"]),
        ("usage :tada:", ["usage", ":tada:"]),
    ],
)
def test_a_text_falls_into_the_pieces_that_belong_together(text, pieces):
    assert words(text) == pieces


def test_a_comma_behind_a_piece_is_remembered():
    assert [token.comma for token in tokens("a, b ,c")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("tag:x", Typed(negative=False, name="tag", value="x")),
        ("-tag:x", Typed(negative=True, name="tag", value="x")),
        ("tag!=x", Typed(negative=True, name="tag", value="x")),
        ("TAG:X", Typed(negative=False, name="tag", value="X")),
        ("tag:team:x", Typed(negative=False, name="tag", value="team:x")),
        ("https://x.example", None),
        ("09:30", None),
    ],
)
def test_a_field_is_what_stands_before_the_first_separator(text, typed):
    assert tokens(text)[0].typed == typed


@pytest.mark.parametrize(
    ("text", "open_at"), [('key:"a b', '"a b'), ('a "', '"'), ('"a" "b', '"b')]
)
def test_a_quote_that_nobody_closes_is_found(text, open_at):
    found = tokens(text)

    assert isinstance(found, Unclear)
    assert (found.kind, found.text) == (Kind.UNCLOSED_QUOTE, open_at)


def test_a_backslash_spares_a_quote_inside_quotes():
    assert tokens(r'"a \" b"')[0].quoted == 'a " b'
