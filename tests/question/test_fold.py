"""What people type becomes plain, and nothing of it is lost or added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.fold import fold


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("5th\u20138th Nov", "5th-8th Nov"),
        ("\u22127d", "-7d"),
        ("yesterday\u2019s", "yesterday's"),
        ("\u201cci runner\u201d", '"ci runner"'),
        ("last\u00a0week", "last week"),
        ("last\u2003week", "last week"),
        ("\uff11\uff15 Nov", "15 Nov"),
        ("\uff54\uff41\uff47\uff1a\uff58", "tag:x"),
        ("to\u200bday", "today"),
        ("\u202etoday\u202c", "today"),
        ("to\u00adday", "today"),
        ("to\x00day", "today"),
        ("last\tweek\n", "last week "),
        ("last\u0085week", "last week"),
        ("to\ud800day", "today"),
        ("a &amp;&lt;b&gt;", "a &<b>"),
        ("&amp;lt;", "&lt;"),
        ("\u2600\ufe0f today", "\u2600 today"),
        ("oct 3\u2026oct 9", "oct 3...oct 9"),
        ("Tag:Support", "Tag:Support"),
        ("", ""),
    ],
)
def test_the_plain_form(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_folding_never_fails_and_leaves_nothing_unseen(text: str) -> None:
    plain = fold(text)

    assert not any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in plain)


@given(st.text(max_size=100).filter(lambda text: "&" not in text and "\uff06" not in text))
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    once = fold(text)
    if "&" not in once:
        assert fold(once) == once


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_typing_is_only_unescaped(text: str) -> None:
    if "&" not in text:
        assert fold(text) == text
