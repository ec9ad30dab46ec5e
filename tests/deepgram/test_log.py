"""The request log: line by line, page by page, to its end or not at all."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.account import LoggedRequest
from bot.deepgram import log
from bot.deepgram.client import MOST_LOG_PAGES, Deepgram
from bot.trouble import Reason, Trouble
from tests.deepgram import bodies
from tests.deepgram.bodies import logged
from tests.deepgram.world import MON, TUE, WED, calling
from tests.fakes.deepgram_faults import Asked, Reply


def line(**changed: Any) -> LoggedRequest:
    return log.request(json.dumps(logged(1, **changed)).encode())


def test_a_line_has_everything_but_its_secrets() -> None:
    found = line()

    assert found == LoggedRequest(
        id="r-1",
        created=datetime(2026, 11, 16, 9, 48, 20, tzinfo=UTC),
        path="/v1/listen",
        key_id=bodies.ID,
        status=200,
        endpoint="listen",
        method="sync",
        deployment="hosted:us",
        tags=("prod",),
        models=(bodies.MODEL_ID,),
        seconds=Decimal(30),
        dollars=Decimal("0.0075"),
        completed=datetime(2026, 11, 16, 9, 48, 21, tzinfo=UTC),
    )
    assert "pw" not in repr(found)
    assert log.request(json.dumps(bodies.REQUEST).encode()) == found


def test_code_and_deployment_may_stand_one_level_higher() -> None:
    found = line(response={"details": {}}, code=404, deployment="beta")

    assert (found.status, found.deployment, found.dollars, found.tags) == (404, "beta", None, ())


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/v1/listen?", "listen"),
        ("/v2/listen", "listen"),
        ("/v1/speak?model=aura", "speak"),
        ("/v1/read", "read"),
        ("/v1/agent/converse", "agent"),
        ("/v1/listening", None),
        ("", None),
    ],
)
def test_the_endpoint_is_read_from_the_path(path: str, endpoint: str | None) -> None:
    assert line(path=path).endpoint == endpoint


def test_a_message_has_no_address_and_an_end() -> None:
    said = (
        "failed to fetch https://user:CANARY@example.com/a?key=CANARY from S3://CANARY " + "x" * 999
    )
    found = line(response={"code": 400, "message": said})

    assert "CANARY" not in found.message
    assert found.message.startswith("failed to fetch … from … x")
    assert len(found.message) == log.LONGEST_MESSAGE


def test_tags_and_models_told_as_a_text_are_that_one_or_none() -> None:
    details = {"tags": "", "models": "u-1", "usd": 0.0102}

    assert line(response={"code": 200, "details": details}).tags == ()
    assert line(response={"code": 200, "details": details}).models == ("u-1",)


def test_a_callback_of_any_shape_is_left_alone() -> None:
    for callback in (None, "https://x.example/CANARY", {"attempts": 1, "code": 200}):
        assert "CANARY" not in repr(line(callback=callback))


@pytest.mark.parametrize("wrap", [True, False])
def test_a_pending_request_is_not_yet_answered(wrap: bool) -> None:
    pending = logged(1, response=None)
    with pytest.raises(Trouble) as caught:
        log.request(json.dumps({"request": pending} if wrap else pending).encode())

    assert caught.value.reason is Reason.NOT_YET


class Log:
    """A log of so many lines, newest first, in pages as large as asked for or allowed."""

    def __init__(self, lines: int, most: int = 1000, **answer: Any) -> None:
        self.lines = [logged(number) for number in range(lines)]
        self.most = most
        self.answer = answer

    def __call__(self, asked: Asked) -> Reply:
        params = dict(asked.params)
        page, limit = int(params["page"]), min(int(params["limit"]), self.most)
        lines = self.lines[page * limit : (page + 1) * limit]
        body = {"page": page, "limit": limit, "requests": lines, **self.answer}
        return Reply(body={name: value for name, value in body.items() if value is not ...})


async def read(
    deepgram: Deepgram, filters: Sequence[tuple[str, str]] = ()
) -> list[tuple[LoggedRequest, ...]]:
    return [page async for page in deepgram.requests("main", MON, WED, filters)]


def ids(pages: list[tuple[LoggedRequest, ...]]) -> list[str]:
    return [line.id for page in pages for line in page]


@pytest.mark.parametrize(("lines", "pages"), [(0, 1), (1, 1), (999, 1), (1000, 2), (2500, 3)])
async def test_pages_are_read_until_one_has_room_left(lines: int, pages: int) -> None:
    async with calling(Log(lines)) as (deepgram, fake):
        found = await read(deepgram, [("status", "failed")])

    assert ids(found) == [f"r-{number}" for number in range(lines)]
    assert len(fake.requests) == pages
    assert dict(fake.requests[0].params) == {
        "start": "2026-11-16",
        "end": "2026-11-19",
        "status": "failed",
        "limit": "1000",
        "page": "0",
    }


async def test_a_smaller_page_than_asked_for_is_not_the_end() -> None:
    async with calling(Log(250, most=100)) as (deepgram, fake):
        found = await read(deepgram)

    assert len(ids(found)) == 250
    assert [dict(each.params)["limit"] for each in fake.requests] == ["1000", "100", "100"]


async def test_a_page_that_does_not_say_its_size_is_followed_by_another_until_one_is_empty() -> (
    None
):
    async with calling(Log(250, most=100, limit=..., page=...)) as (deepgram, _):
        found = await read(deepgram)

    assert len(ids(found)) == 250


async def test_where_a_thousand_are_refused_a_hundred_are_asked_for() -> None:
    def older(asked: Asked) -> Reply:
        return Reply(400) if dict(asked.params)["limit"] == "1000" else Log(150, most=100)(asked)

    async with calling(older) as (deepgram, fake):
        found = await read(deepgram)

    assert len(ids(found)) == 150
    assert [dict(each.params)["limit"] for each in fake.requests] == ["1000", "100", "100"]


async def test_a_filter_that_is_refused_is_trouble() -> None:
    async with calling(Reply(400)) as (deepgram, fake):
        with pytest.raises(Trouble) as caught:
            await read(deepgram)

    assert caught.value.reason is Reason.QUERY_REFUSED
    assert len(fake.requests) == 2


async def test_pages_that_go_round_in_a_circle_are_refused() -> None:
    def first_page_always(asked: Asked) -> Reply:
        lines = [logged(number) for number in range(1000)]
        return Reply(
            body={"page": int(dict(asked.params)["page"]), "limit": 1000, "requests": lines}
        )

    async with calling(first_page_always) as (deepgram, fake):
        with pytest.raises(Trouble, match="its pages repeat"):
            await read(deepgram)

    assert len(fake.requests) == 2


async def test_another_page_than_asked_for_is_refused() -> None:
    async with calling(Log(2500, page=0)) as (deepgram, _):
        with pytest.raises(Trouble, match="another page"):
            await read(deepgram)


async def test_a_page_that_fails_ends_it_with_trouble_and_not_as_if_it_were_whole() -> None:
    def third_fails(asked: Asked) -> Reply:
        return Reply(403) if dict(asked.params)["page"] == "2" else Log(4500)(asked)

    async with calling(third_fails) as (deepgram, _):
        pages = deepgram.requests("main", MON, WED)
        found = [await anext(pages), await anext(pages)]
        with pytest.raises(Trouble) as caught:
            await anext(pages)

    assert caught.value.reason is Reason.SCOPE_MISSING
    assert len(ids(found)) == 2000


async def test_lines_pushed_on_to_the_next_page_count_once() -> None:
    def shifting(asked: Asked) -> Reply:
        page = int(dict(asked.params)["page"])
        lines = [logged(number) for number in ((0, 1, 2), (2, 3, 4), (5,))[page]]
        return Reply(body={"page": page, "limit": 3, "requests": lines})

    async with calling(shifting) as (deepgram, _):
        assert ids(await read(deepgram)) == [f"r-{number}" for number in range(6)]


async def test_lines_of_other_days_are_left_out() -> None:
    days = (
        "2026-11-15T23:59:59Z",
        "2026-11-16T00:00:00Z",
        "2026-11-18T23:59:59.9Z",
        "2026-11-19T00:00:00Z",
    )
    lines = [logged(number, created=day) for number, day in enumerate(days)]
    async with calling(Reply(body={"page": 0, "limit": 1000, "requests": lines})) as (deepgram, _):
        assert ids(await read(deepgram)) == ["r-1", "r-2"]


async def test_a_log_without_end_has_one() -> None:
    def endless(asked: Asked) -> Reply:
        page = int(dict(asked.params)["page"])
        return Reply(body={"page": page, "limit": 1, "requests": [logged(page)]})

    async with calling(endless) as (deepgram, fake):
        with pytest.raises(Trouble) as caught:
            await read(deepgram)

    assert caught.value.reason is Reason.TOO_LARGE
    assert len(fake.requests) == MOST_LOG_PAGES


async def test_a_filter_that_the_log_does_not_have_is_never_sent() -> None:
    async with calling(Log(1)) as (deepgram, fake):
        with pytest.raises(Trouble):
            await read(deepgram, [("tag", "prod")])

    assert fake.requests == []


def test_days_are_utc_days() -> None:
    late = line(created="2026-11-17T00:30:00+02:00")

    assert log.fresh([late], set(), MON, MON) == (late,)
    assert log.fresh([late], set(), TUE, TUE) == ()
