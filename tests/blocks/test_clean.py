"""Text from outside shows as it is and does nothing."""

# ruff: noqa: RUF001 (letters of other scripts are the point)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.bounds import size
from bot.blocks.clean import MARK, clip, inert, isolated, mrkdwn, named, plain, quoted, shorten
from bot.blocks.message import Message
from tests.blocks.harm import harm
from tests.blocks.strategies import names

JOINER = "\N{WORD JOINER}"


@pytest.mark.parametrize(
    "name",
    [
        "support",
        "nova-2.5",
        "run_id",
        "(untagged)",
        "team:search",
        "R&D",
        "5 < 6",
        "größe",
        "日本語",
    ],
)
def test_an_honest_name_is_left_alone(name: str) -> None:
    assert plain(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "(empty)"),
        ("  ", "␣␣"),
        ("a  b", "a ␣b"),
        ("a\nb\tc", "a␊b␉c"),
        ("a\u2028b", "a␤b"),
        ("\x00\x7f\x9b", f"␀␡{MARK}"),
        ("sup\u200bport", f"sup{MARK}port"),
        ("\u202egnp", f"{MARK}gnp"),
        ("\ud800", MARK),
        ("\ue000", MARK),
        ("e\u200de", f"e{MARK}e"),
        ("x\ufe0f", f"x{MARK}"),
        ("\u3164", MARK),
        ("Z" + "\u0301" * 9, "Z" + "\u0301" * 3 + MARK),
    ],
)
def test_what_cannot_be_seen_is_shown_as_a_mark(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["👩‍💻 dev", "❤️", "1️⃣", "می‌خواهم", "é", "🫨"])
def test_joiners_that_belong_to_a_script_or_an_emoji_stay(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("@here", f"@{JOINER}here"),
        ("#general", f"#{JOINER}general"),
        ("http://a.example/x", f"http:{JOINER}//a.{JOINER}example/x"),
        ("www.evil.com", f"www.{JOINER}evil.{JOINER}com"),
        ("a@b.io", f"a@{JOINER}b.{JOINER}io"),
        (":tada:", "\N{MODIFIER LETTER COLON}tada:"),
        ("*bold*", "\N{ASTERISK OPERATOR}bold\N{ASTERISK OPERATOR}"),
        ("run_id, run_id", "run_id, run_id"),
        ("R&D", "R&amp;D"),
        ("1.5", "1.5"),
    ],
)
def test_markup_is_taken_out_of_a_text(text: str, shown: str) -> None:
    assert mrkdwn(text) == shown


@given(names)
def test_no_text_does_harm_anywhere(text: str) -> None:
    block = {"type": "section", "text": {"type": "plain_text", "text": plain(text)}}

    assert harm(Message(mrkdwn(text), (block,))) == []


@given(names)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.lists(names, min_size=2))
def test_names_side_by_side_do_no_harm_together(several: list[str]) -> None:
    assert harm(Message(inert(", ".join(map(named, several))))) == []


def test_a_name_that_reads_like_more_of_the_sentence_is_quoted() -> None:
    assert named("ci runner") == "ci runner"
    assert named("prod 41 h; evil 0 h") == "“prod 41 h; evil 0 h”"
    assert quoted("a” and “b") == '“a" and "b”'


def test_a_name_written_from_right_to_left_keeps_to_itself() -> None:
    assert isolated("حساب 12") == "\u2068حساب 12\u2069"
    assert isolated("account 12") == "account 12"


@given(names, st.integers(1, 60))
def test_cut_texts_keep_to_their_room(text: str, room: int) -> None:
    shown = plain(text)

    assert size(shorten(shown, room)) <= room
    assert size(clip(shown, room)) <= room


def test_a_name_is_cut_in_the_middle_and_says_so() -> None:
    assert shorten("support-europe-production", 11) == "suppo…ction"
    assert clip("support-europe", 8) == "support…"
    assert shorten("👩👩👩👩", 4) == "👩…"  # no half of a letter
