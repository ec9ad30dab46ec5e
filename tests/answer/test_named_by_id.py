"""What cannot be told as asked says so: keys that no list shows, features that cannot be joined."""

import pytest

from bot.trouble import Trouble
from tests.answer.test_foresee import ask

MEMBERS = "0e1d2c3b-1111-4222-8333-444455556666"


def test_a_key_that_no_list_shows_is_answered_and_its_name_said_to_be_unseen() -> None:
    found = ask(f"usage key:{MEMBERS} last week")

    assert not any(found.total.values())
    assert any("0e1d2c3b…6666" in note and "not visible" in note for note in found.notes)


def test_a_key_of_the_list_needs_no_such_note() -> None:
    assert not any("not visible" in note for note in ask('usage key:"k1 key" last week').notes)


@pytest.mark.parametrize(
    ("text", "why", "instead"),
    [
        ("feature:diarize feature:punctuate", "all of them at once", "`feature:diarize,punctuate`"),
        ("feature:diarize -feature:punctuate", "one without another", "one `feature:` filter"),
    ],
)
def test_why_features_cannot_be_joined_is_said_of_what_was_asked(
    text: str, why: str, instead: str
) -> None:
    with pytest.raises(Trouble) as refused:
        ask(f"usage {text} last week")

    assert why in refused.value.sentence
    assert instead in refused.value.sentence
