"""What is sealed can be opened by its keys, under its name, as it was written; else it is refused."""

import subprocess
import sys

import pytest
import structlog.testing
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealed import MAGIC, PLAIN, NotOpened, Why, sealing

OLD, NEW, OTHER = "o" * 32, "n" * 32, "x" * 32
NAME = "dgusage:1:saved:{x}|weekly"


def why(seal, name: str, kept: bytes) -> Why | None:
    try:
        seal.opened(name, kept)
    except NotOpened as fault:
        return fault.why
    return None


@given(st.binary(), st.text())
def test_what_was_sealed_is_opened_as_it_was_and_cannot_be_read_before(
    plain: bytes, name: str
) -> None:
    seal = sealing([NEW])
    kept = seal.shut(name, plain)

    assert seal.opened(name, kept) == plain
    assert len(plain) < 4 or plain not in kept
    assert kept != seal.shut(name, plain)  # the same twice does not look the same


@given(st.binary(min_size=1), st.data())
def test_a_single_other_bit_is_refused(plain: bytes, data: st.DataObject) -> None:
    seal = sealing([NEW], only=True)
    kept = bytearray(seal.shut(NAME, plain))
    kept[data.draw(st.integers(0, len(kept) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    assert why(seal, NAME, bytes(kept)) is not None


@given(st.integers(0, 60))
def test_what_was_cut_short_is_refused(length: int) -> None:
    seal = sealing([NEW], only=True)
    kept = seal.shut(NAME, b"tag:support last week, and some more of it")

    assert why(seal, NAME, kept[:length]) is not None


def test_what_is_put_under_another_name_is_refused() -> None:
    seal = sealing([NEW])

    assert why(seal, "another", seal.shut(NAME, b"x")) is Why.CHANGED


def test_every_key_opens_and_the_first_one_seals() -> None:
    former, both = sealing([OLD]), sealing([NEW, OLD])
    kept = former.shut(NAME, b"x")

    assert both.opened(NAME, kept) == b"x"
    assert not both.current(kept)
    assert both.current(both.shut(NAME, b"x"))
    assert why(former, NAME, both.shut(NAME, b"x")) is Why.OTHER_KEY
    assert why(sealing([OTHER]), NAME, kept) is Why.OTHER_KEY
    assert why(PLAIN, NAME, kept) is Why.NO_KEY


def test_what_is_older_than_the_key_is_read_unless_only_what_is_sealed_may_be() -> None:
    assert sealing([NEW]).opened(NAME, b'{"v":1}') == b'{"v":1}'
    assert why(sealing([NEW], only=True), NAME, b'{"v":1}') is Why.PLAIN


def test_without_a_key_nothing_is_changed() -> None:
    assert PLAIN.shut(NAME, b"x") == b"x"
    assert PLAIN.opened(NAME, b"x") == b"x"
    assert PLAIN.fields(NAME, "weekly") == ["weekly"]
    assert not PLAIN


def test_the_names_of_fields_say_nothing_and_are_found_again_by_each_key() -> None:
    fields = sealing([NEW, OLD]).fields("k", "weekly")

    assert fields[1:] == sealing([OLD]).fields("k", "weekly")
    assert fields[-1] == "weekly"
    assert len(set(fields)) == 3
    assert fields[0] != sealing([NEW]).fields("other", "weekly")[0]
    assert "weekly" not in fields[0]


def test_what_cannot_be_opened_is_a_miss_with_a_line_that_has_nothing_of_it() -> None:
    kept = sealing([OTHER]).shut(NAME, b"secret words")
    with structlog.testing.capture_logs() as lines:
        assert sealing([NEW]).look(NAME, kept) is None
        assert sealing([NEW]).look(NAME, None) is None

    assert [(line["event"], line["why"]) for line in lines] == [("not_opened", Why.OTHER_KEY)]


@pytest.mark.parametrize("text", [b"", b"{}", "tag:süpport".encode(), b"\xff", b"\x00dg"])
def test_nothing_that_is_written_plainly_looks_sealed(text: bytes) -> None:
    assert not text.startswith(MAGIC)
    assert sealing([NEW]).opened(NAME, text) == text


def test_the_library_is_loaded_only_where_there_is_a_key() -> None:
    code = (
        "import sys; from bot.store.sealed import PLAIN, sealing; PLAIN.shut('a', b'b');"
        "assert 'cryptography' not in sys.modules; sealing(['n' * 32]).shut('a', b'b');"
        "assert 'cryptography' in sys.modules"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_key_is_shown_where_a_seal_is_printed() -> None:
    assert repr(sealing([NEW]).keys[0]) not in repr(sealing([NEW]))
