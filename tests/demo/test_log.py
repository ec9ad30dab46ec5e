"""The request log: as many requests as the ledger counts, in pages, for ninety days."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo import calls, people
from bot.demo.ask import Manner
from bot.demo.calls import Wanted
from bot.demo.world import world
from tests.demo.conftest import NOW, PROJECT, as_key

REQUESTS = f"{PROJECT}/requests"


async def all_pages(deepgram: httpx.AsyncClient, **params: object) -> list[dict]:
    found: list[dict] = []
    for page in range(1000):
        body = (await deepgram.get(REQUESTS, params={"limit": 1000, "page": page, **params})).json()
        found += body["requests"]
        if len(body["requests"]) < 1000:
            return found
    raise AssertionError


async def test_a_day_has_the_requests_that_the_ledger_counts_by_key(deepgram, accounts):
    day = NOW.date() - timedelta(days=4)
    logged = await all_pages(deepgram, start=day, end=day)
    counted = Counter()
    for entry in accounts[people.ACME].whole(day):
        counted[entry.key] += entry.requests

    assert Counter(line["api_key_id"] for line in logged) == counted
    assert len({line["request_id"] for line in logged}) == len(logged)
    assert all(line["created"].startswith(str(day)) for line in logged)


async def test_today_has_the_requests_made_so_far(deepgram, accounts):
    logged = await all_pages(deepgram, start=NOW.date())
    made = sum(e.requests for e in accounts[people.ACME].day(NOW.date(), NOW))

    assert len(logged) == made
    assert all(line["created"] <= f"{NOW:%Y-%m-%dT%H:%M:%S.%fZ}" for line in logged)


async def test_pages_of_any_size_are_the_same_list_newest_first(deepgram):
    whole = await all_pages(deepgram, start="2026-11-21", end="2026-11-22")
    seventh = (
        await deepgram.get(
            REQUESTS, params={"start": "2026-11-21", "end": "2026-11-22", "limit": 37, "page": 7}
        )
    ).json()

    assert seventh["requests"] == whole[7 * 37 : 8 * 37]
    assert [line["created"] for line in whole] == sorted(
        (line["created"] for line in whole), reverse=True
    )


async def test_without_a_limit_there_are_ten(deepgram):
    body = (await deepgram.get(REQUESTS)).json()

    assert (body["page"], body["limit"], len(body["requests"])) == (0, 10, 10)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 140_000),
    st.sampled_from([None, people.RUNNER]),
    st.sampled_from([None, "listen"]),
    st.sampled_from([None, True, False]),
)
def test_days_that_are_skipped_are_counted_right(skip, key, endpoint, failed):
    account = world()[people.ACME]
    wanted = Wanted(NOW - timedelta(days=6), NOW, key, endpoint, failed=failed)
    skip %= 9_000
    everything = calls.page(account, wanted, NOW, 0, 10**6)

    assert calls.page(account, wanted, NOW, skip, 50) == everything[skip : skip + 50]


async def test_filters_narrow_the_log(deepgram):
    params = {"start": "2026-11-18", "end": "2026-11-18"}
    for name, value, member in [
        ("accessor", people.RUNNER, lambda line: line["api_key_id"]),
        ("endpoint", "speak", lambda line: line["path"].split("?")[0].removeprefix("/v1/")),
    ]:
        logged = await all_pages(deepgram, **params, **{name: value})

        assert {member(line) for line in logged} == {value}
    logged = await all_pages(deepgram, **params, method="async", status="succeeded")

    assert {line["response"]["details"]["method"] for line in logged} == {"async"}


async def test_a_few_requests_failed_and_say_why(deepgram):
    params = {"start": "2026-11-18", "end": "2026-11-18"}
    failed = await all_pages(deepgram, **params, status="failed")
    succeeded = await all_pages(deepgram, **params, status="succeeded")

    assert 0.01 < len(failed) / (len(failed) + len(succeeded)) < 0.05
    assert all(line["response"]["code"] >= 400 and line["response"]["message"] for line in failed)
    assert {line["response"]["code"] for line in succeeded} == {200}
    assert len(failed) + len(succeeded) == len(await all_pages(deepgram, **params))


async def test_there_is_no_tag_filter(deepgram):
    plain = await deepgram.get(REQUESTS)
    tagged = await deepgram.get(REQUESTS, params={"tag": "support"})

    assert tagged.json() == plain.json()


async def test_a_request_is_pending_then_costs_nothing_then_what_it_costs(app, deepgram):
    costs = {}
    lines = await all_pages(deepgram, start="2026-11-23T15:10:00", accessor=people.GATEWAY)
    for line in lines:
        age = NOW - datetime.fromisoformat(line["created"])
        response = line["response"]
        state = response and response.get("details", {}).get("usd")
        costs.setdefault((age > timedelta(minutes=1)) + (age > timedelta(minutes=10)), set()).add(
            state
        )

    assert costs[0] == {None}
    assert costs[1] - {None} == {0.0}
    assert max(cost for cost in costs[2] if cost) > 0


async def test_cost_is_only_for_those_who_may_know_it(deepgram):
    params = {"start": "2026-11-18", "end": "2026-11-18"}
    member = await deepgram.get(REQUESTS, params=params, headers=as_key("demo-member"))

    assert all(
        "usd" not in line["response"].get("details", {}) for line in member.json()["requests"]
    )


async def test_paths_hold_what_looks_like_secrets_and_callbacks_come_in_two_forms(app, deepgram):
    params = {"start": "2026-11-18", "end": "2026-11-18", "method": "async", "status": "succeeded"}
    lines = (await deepgram.get(REQUESTS, params=params)).json()["requests"]
    app.manner = Manner(callback_url=True)
    others = (await deepgram.get(REQUESTS, params=params)).json()["requests"]

    assert all("not-a-secret" in line["path"] for line in lines)
    assert all(set(line["callback"]) == {"attempts", "code", "completed"} for line in lines)
    assert all(line["callback"].startswith("https://") for line in others)


async def test_one_request_is_found_by_its_id_in_either_shape(app, deepgram):
    lines = (await deepgram.get(REQUESTS, params={"limit": 300, "page": 200})).json()["requests"]
    for line in lines[:20]:
        body = (await deepgram.get(f"{REQUESTS}/{line['request_id']}")).json()

        assert body == {"request": line}
    only = (await deepgram.get(REQUESTS, params={"request_id": lines[5]["request_id"]})).json()
    app.manner = Manner(flat_request=True)
    flat = (await deepgram.get(f"{REQUESTS}/{lines[0]['request_id']}")).json()

    assert only["requests"] == [lines[5]]
    assert flat == lines[0]


async def test_the_log_goes_back_ninety_days(deepgram):
    old = await all_pages(deepgram, start="2026-06-01", end="2026-08-25T15:30:12")
    kept = await all_pages(deepgram, start="2026-06-01", end="2026-08-25T18:00:00+00:00")

    assert old == []
    assert kept
    assert min(datetime.fromisoformat(line["created"]) for line in kept) >= NOW - timedelta(days=90)


@pytest.mark.parametrize(
    ("included", "last"),
    [(True, datetime(2026, 11, 21, tzinfo=UTC)), (False, datetime(2026, 11, 20, tzinfo=UTC))],
)
async def test_a_date_as_end_is_read_either_way(app, deepgram, included, last):
    app.manner = Manner(end_included=included)
    body = (await deepgram.get(REQUESTS, params={"end": "2026-11-20", "limit": 1})).json()
    newest = datetime.fromisoformat(body["requests"][0]["created"])

    assert last - timedelta(hours=1) < newest < last
