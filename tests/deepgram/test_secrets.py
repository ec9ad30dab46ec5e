"""The key goes to Deepgram in one header and nowhere else: no log, no trouble, no repr."""

import asyncio
import base64
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import httpx
import pytest
from pydantic import SecretStr

from bot.deadline import within
from bot.deepgram.client import Deepgram
from bot.deepgram.exchange import connection
from bot.deepgram.line import Account
from bot.trouble import Trouble
from tests.deepgram.world import BY_TAGS, MON, NOW, PROJECT, WED, breakdown, calling
from tests.fakes.deepgram_faults import Reply, Script, faulty

CANARY = "c4n4ry/+0123456789abcdef"
ACCOUNT = Account("main", SecretStr(CANARY), PROJECT)
FORMS = (
    CANARY,
    quote(CANARY, safe=""),
    base64.b64encode(CANARY.encode()).decode(),
    CANARY.encode().hex(),
    CANARY[::-1][:12],
    CANARY[:12],
)


class Everything(logging.Handler):
    """Keeps what is logged, with its exceptions."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[Everything]:
    """All logs of all libraries, at their most talkative."""
    root, ears = logging.getLogger(), Everything()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(ears)
    try:
        yield ears
    finally:
        root.removeHandler(ears)
        root.setLevel(level)


def told(trouble: BaseException) -> str:
    """Everything that is printed of an exception, and of all that hangs on it."""
    return f"{trouble!r} {trouble} {''.join(traceback.format_exception(trouble))}"


def found(text: str) -> list[str]:
    return [form for form in FORMS if form in text]


FAULTS: dict[str, Script] = {
    "refused": Reply(401, {"err_msg": f"the key {CANARY} is not valid"}),
    "forbidden": Reply(403, {"details": f"'{CANARY}' lacks usage:read"}),
    "down": Reply(500, CANARY.encode()),
    "cut": Reply(body=breakdown(), cut=5),
    "reset": Reply(reset=True),
    "silent": Reply(never=True),
    "nonsense": Reply(body=CANARY.encode()),
    "echoed": Reply(body={**breakdown(), "key": CANARY, "results": [{"key": CANARY}]}),
    "no HTTP": Reply(raw=CANARY.encode() + b"\r\n\r\n"),
    "redirected": Reply(302, headers={"location": f"http://127.0.0.1:1/{CANARY}"}),
}


async def shown(script: Script) -> str:
    """Everything that there is to see of one fault, save the logs."""
    async with calling(script, ACCOUNT) as (deepgram, fake):
        with within(2), pytest.raises(Trouble) as caught:
            await deepgram.pages(BY_TAGS, MON, WED)
        assert fake.requests[0].headers["authorization"] == f"Token {CANARY}"
        return f"{told(caught.value)} {deepgram!r} {vars(deepgram)!r} {ACCOUNT!r}"


async def test_no_fault_brings_the_key_to_light() -> None:
    with listening() as ears:
        seen = await asyncio.gather(*map(shown, FAULTS.values()))

    leaks = {fault: found(text) for fault, text in zip(FAULTS, seen, strict=True) if found(text)}
    assert leaks == {}
    assert found("\n".join(ears.lines)) == []


@pytest.mark.parametrize("spoilt", [CANARY + "\n", CANARY + "é", f"{CANARY} {CANARY}"])
async def test_a_key_that_cannot_be_sent_is_not_told_either(spoilt: str) -> None:
    with listening() as ears:
        async with calling(Reply(), Account("main", SecretStr(spoilt), PROJECT)) as (deepgram, _):
            with pytest.raises(Trouble) as caught:
                await deepgram.pages(BY_TAGS, MON, WED)

    assert found(told(caught.value) + "\n".join(ears.lines)) == []


async def test_addresses_with_their_queries_are_not_logged() -> None:
    with listening() as ears:
        async with calling(Reply(body=breakdown()), ACCOUNT) as (deepgram, _):
            await deepgram.pages(BY_TAGS, MON, WED)

    assert [line for line in ears.lines if "grouping" in line] == []


async def test_the_search_would_find_a_leak() -> None:
    """The control: httpx by itself, with a key that has a line end, tells it."""
    with listening() as ears:
        async with faulty(Reply()) as fake, connection(fake.url) as http:
            with pytest.raises(httpx.LocalProtocolError) as caught:
                await http.get(fake.url, headers={"Authorization": f"Token {CANARY}\n"})
            logging.getLogger("somebody").warning("asked with %s", CANARY)

    assert CANARY in found(told(caught.value))
    assert CANARY in found("\n".join(ears.lines))


async def test_no_call_follows_a_redirect_with_the_key() -> None:
    async with faulty(Reply(body=breakdown())) as elsewhere:
        away = Reply(307, headers={"location": f"{elsewhere.url}/v1"})
        async with calling(away, ACCOUNT) as (deepgram, _):
            with pytest.raises(Trouble, match="a redirect"):
                await deepgram.pages(BY_TAGS, MON, WED)

    assert elsewhere.requests == []


async def test_no_proxy_stands_before_a_server_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with faulty(Reply(503)) as proxy, faulty(Reply(body=breakdown())) as fake:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        async with connection(fake.url) as http:
            deepgram = Deepgram((ACCOUNT,), fake.url, http, clock=lambda: NOW)
            await asyncio.wait_for(deepgram.pages(BY_TAGS, MON, WED), 5)

    assert proxy.requests == []
