"""Pages as blobs: exact, or not at all."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.books import COLUMNS, Book, Page, Row
from bot.store import codec
from tests.store.world import NOW, ago, amounts, day

FAMILY = "usage.tags.0123456789abcdef"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.none() | texts | st.lists(texts, max_size=4).map(tuple)
figures = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [
        Decimal(text)
        for text in ("0", "0.0", "0E-7", "1E+3", "61.40", "61.4", "-0", "12345678901234567890.12")
    ]
)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Row, ...]:
    book = draw(st.sampled_from(list(Book)))
    groups = draw(st.integers(0, 2))
    row = st.builds(
        Row,
        st.tuples(*([values] * groups)),
        st.tuples(*([figures] * len(COLUMNS[book]))),
    )
    return tuple(draw(st.lists(row, max_size=6)))


pages = st.builds(
    Page,
    st.dates(day("2015-01-01"), day("2040-01-01")),
    rows(),
    st.datetimes(datetime(2015, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


def spelt(page: Page | None) -> list[str]:
    return [str(amount) for row in page.rows for amount in row.amounts]


@given(pages)
def test_a_page_comes_back_to_the_last_digit(page: Page) -> None:
    back = codec.decode(FAMILY, page.day, codec.encode(FAMILY, page))

    assert back == page
    assert spelt(back) == spelt(page)
    assert [type(row) for row in back.rows] == [Row] * len(page.rows)


@given(pages)
def test_the_header_says_when_it_was_read_without_unpacking(page: Page) -> None:
    kept = codec.look(FAMILY, page.day, codec.encode(FAMILY, page))

    assert (kept.day, kept.read_at, kept.count) == (page.day, page.read_at, len(page.rows))


@given(pages, st.data())
def test_a_damaged_blob_is_a_miss(page: Page, data: st.DataObject) -> None:
    blob = bytearray(codec.encode(FAMILY, page))
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= data.draw(st.integers(1, 255))

    assert codec.decode(FAMILY, page.day, bytes(blob)) is None


@given(pages, st.data())
def test_a_shortened_or_lengthened_blob_is_a_miss(page: Page, data: st.DataObject) -> None:
    blob = codec.encode(FAMILY, page)
    cut = data.draw(st.integers(0, len(blob) - 1))

    assert codec.decode(FAMILY, page.day, blob[:cut]) is None
    assert codec.decode(FAMILY, page.day, blob + b"\0") is None


@given(st.binary(max_size=200))
def test_any_other_bytes_are_a_miss(junk: bytes) -> None:
    assert codec.decode(FAMILY, day("16"), junk) is None
    assert codec.decode(FAMILY, day("16"), b"dg\x01" + junk) is None


def test_no_blob_is_a_miss() -> None:
    assert codec.decode(FAMILY, day("16"), None) is None


def test_another_version_family_or_day_is_a_miss(monkeypatch) -> None:
    page = Page(ago(5), (Row((("support",),), amounts(Book.USAGE, "61.40")),), NOW)
    blob = codec.encode(FAMILY, page)

    assert codec.decode(FAMILY, page.day, blob) == page
    assert codec.decode("usage.tags.ffff", page.day, blob) is None
    assert codec.decode(FAMILY, page.day + timedelta(days=1), blob) is None
    for version in (codec.VERSION - 1, codec.VERSION + 1):
        monkeypatch.setattr(codec, "VERSION", version)
        assert codec.decode(FAMILY, page.day, blob) is None


def test_whole_headers_over_junk_are_a_miss() -> None:
    """Even what a program of the same version, gone wrong, might have written."""
    for payload in (b"", b"junk", codec.zlib.compress(b"[]"), codec.zlib.compress(b"{}")):
        kept = codec.Kept(ago(5), NOW, 1, codec.zlib.crc32(payload), payload)

        assert codec.unpack(kept) is None


def test_columns_of_unequal_length_are_a_miss_and_never_a_shorter_page() -> None:
    text = b'{"n":2,"groups":[],"amounts":[[0,1],[0]],"table":"1 2"}'
    kept = codec.Kept(ago(5), NOW, 2, 0, codec.zlib.compress(text))

    assert codec.unpack(kept) is None


def test_a_blob_that_would_unpack_to_something_huge_is_a_miss() -> None:
    bomb = codec.zlib.compress(b" " * (codec.LARGEST + 1))

    assert codec.unpack(codec.Kept(ago(5), NOW, 1, codec.zlib.crc32(bomb), bomb)) is None


def test_text_that_is_not_unicode_is_not_kept_and_not_a_crash() -> None:
    page = Page(ago(5), (Row((("\ud800",),), amounts(Book.USAGE, 1)),), NOW)

    assert codec.encode(FAMILY, page) is None


def test_a_hundred_thousand_rows_take_less_than_four_megabytes() -> None:
    many = tuple(
        Row(
            ((f"team-{n % 50}", f"customer-{n}"),),
            (
                Decimal(n * 7919 % 10**9).scaleb(-7),
                Decimal(n * 7919 % 10**9).scaleb(-7),
                Decimal(0),
                Decimal(n * 31 % 3000),
                *[Decimal(0)] * 3,
            ),
        )
        for n in range(100_000)
    )

    assert len(codec.encode(FAMILY, Page(ago(5), many, NOW))) < 4_000_000
