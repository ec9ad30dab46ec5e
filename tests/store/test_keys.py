"""Names of keys: one for each thing, and nobody else's."""

import re
from dataclasses import replace

import pytest

from bot.books import Book, Grouping, Query
from bot.store import keys
from bot.store.connection import Store
from tests.store.world import API, BY_TAG, COST, SUPPORT, TOTAL, day

P = "11111111-2222-3333-4444-555555555555"


def test_every_family_is_of_one_query_one_project_and_one_server() -> None:
    queries = [
        TOTAL,
        BY_TAG,
        SUPPORT,
        COST,
        replace(COST, grouping=(Grouping.LINE_ITEM, Grouping.TAGS)),
        replace(COST, grouping=(Grouping.TAGS, Grouping.LINE_ITEM)),
        replace(TOTAL, filters=(("tag", "suppor"), ("t", "x"))),
        replace(TOTAL, filters=(("tag", "supportt"), ("", "x"))),
        replace(TOTAL, filters=(("tag", "support"), ("tag", "support"))),
    ]
    families = {
        keys.family(api, project, query)
        for api in (API, "127.0.0.1:8081")
        for project in (P, P[::-1])
        for query in queries
    }

    assert len(families) == 2 * 2 * len(queries)


def test_the_order_of_filters_and_the_projects_name_do_not_matter() -> None:
    pairs = (("endpoint", "listen"), ("tag", "support"))
    one = Query("main", Book.USAGE, (), pairs)
    other = Query("renamed", Book.USAGE, (), pairs[::-1])

    assert keys.family(API, P, one) == keys.family(API, P, other)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.deepgram.com", "api.deepgram.com:443"),
        ("https://API.deepgram.com:443/", "api.deepgram.com:443"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://user:secret@proxy/dg/", "proxy:80/dg"),
    ],
)
def test_an_api_is_told_by_its_host_port_and_path(url: str, expected: str) -> None:
    assert keys.address(url) == expected


def test_keys_of_one_stretch_share_a_slot_and_say_their_schema() -> None:
    family = keys.family(API, P, SUPPORT)
    names = [
        keys.day(family, day("16")),
        keys.lease(family, day("16"), day("22")),
        keys.failed(family, day("16"), day("22")),
    ]

    assert len({re.search(r"\{(.+?)\}", name)[1] for name in names}) == 1
    assert all(name.startswith(f"dgusage:{keys.SCHEMA}:") for name in names)
    assert not any("support" in name for name in names)


def test_every_kind_of_key_has_an_owner_and_a_life() -> None:
    assert len({kind.name for kind in keys.TABLE}) == len(keys.TABLE)
    for kind in keys.TABLE:
        assert kind.owner.startswith("bot.")
        assert (kind.life is keys.FOREVER) == (kind.name in keys.PERMANENT)


async def test_a_key_without_a_life_is_found(store: Store) -> None:
    await store.fast.set("dgusage:1:day:{x}:2026-11-16", b"1")
    await store.fast.set("dgusage:1:lease:{x}", b"1", ex=9)

    assert await keys.leaks(store.fast) == ["dgusage:1:day:{x}:2026-11-16"]

    await store.fast.flushall()
