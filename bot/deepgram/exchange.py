"""One request, one answer: everything of the HTTP library is here, and nothing of it comes out.

What goes wrong is an Outcome with a Trouble, made where no exception of the library, and so no
request with its key, hangs on it.
"""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from bot.deepgram.calls import Call
from bot.deepgram.inflate import ACCEPT, Body, too_large
from bot.trouble import Reason, Trouble

OK = 200
EXPLAINED = frozenset({400, 401, 403, 404})  # statuses whose body says more
ERROR_BYTES = 16 * 1024  # of such a body
ERROR_SECONDS = 2.0  # to read it in
CONNECT_SECONDS = 2.5  # one lost packet's time to be sent again
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt: an answer, or the trouble on the way to one.

    `status` is None where no whole answer came, `lasting` where that would happen again at once.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    trouble: Trouble | None = None
    lasting: bool = False


SILENCE = Outcome()  # no answer at all


class Exchange:
    """The way to one address. Bodies of more than `most_bytes` are not read."""

    def __init__(self, http: httpx.AsyncClient, base_url: str, most_bytes: int) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._most = most_bytes

    async def get(self, call: Call, key: SecretStr) -> Outcome:
        """Send the call once and read the answer; never raises, save when it is cancelled."""
        if self._http.is_closed:
            return Outcome(trouble=Trouble(Reason.STOPPING), lasting=True)
        unreachable = Trouble(Reason.UNREACHABLE, {"host": host(self._base)})
        try:
            async with self._http.stream(
                "GET",
                self._base + call.path,
                params=call.params,
                headers=_headers(key),
                follow_redirects=False,
                timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),  # the deadline bounds it all
            ) as response:
                return await self._read(response)
        except httpx.ConnectTimeout:
            return Outcome(trouble=unreachable, lasting=True)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Outcome(trouble=unreachable)

    async def _read(self, response: httpx.Response) -> Outcome:
        status, headers = response.status_code, dict(response.headers)
        if status != OK:
            body = await _beginning(response) if status in EXPLAINED else b""
            return Outcome(status, headers, body)
        try:
            return Outcome(status, body=await self._whole(response))
        except Trouble as trouble:
            return Outcome(status, trouble=trouble.with_traceback(None))
        except httpx.HTTPError:
            return Outcome(trouble=Trouble(Reason.NOT_TRUSTED, {"fault": "cut short"}))

    async def _whole(self, response: httpx.Response) -> bytes:
        body = Body(_encoding(response), self._most)
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most:
            raise too_large()
        async for chunk in response.aiter_raw():
            body.feed(chunk)
        return body.whole()


async def _beginning(response: httpx.Response) -> bytes:
    """As much of an error's body as comes soon: it only explains."""
    body = Body("", ERROR_BYTES)
    with suppress(TimeoutError, Trouble, httpx.HTTPError):
        async with asyncio.timeout(ERROR_SECONDS):
            body = Body(_encoding(response), ERROR_BYTES)
            async for chunk in response.aiter_raw():
                body.feed(chunk)
    return body.so_far


def _encoding(response: httpx.Response) -> str:
    encoding: str = response.headers.get("content-encoding", "")
    return encoding


def _headers(key: SecretStr) -> dict[str, str]:
    authorization = f"Token {key.get_secret_value()}"
    return {"Authorization": authorization, "Accept-Encoding": ACCEPT, "User-Agent": "dgusage"}


def host(base_url: str) -> str:
    """The host and port of an address, without any user, password or path that it may have."""
    return urlsplit(base_url).netloc.rpartition("@")[2]


def connection(base_url: str) -> httpx.AsyncClient:
    """The HTTP client to give to a Deepgram: one pool for all accounts.

    Proxies and certificates are taken from the environment as operators expect (HTTPS_PROXY,
    NO_PROXY, SSL_CERT_FILE), save for a server on this machine, which no proxy can reach.
    """
    pool = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30)
    where = urlsplit(base_url)
    # Loading certificates takes tens of ms; for plain HTTP a context that trusts none will do.
    verify = True if where.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    http = httpx.AsyncClient(trust_env=where.hostname not in LOCAL, limits=pool, verify=verify)
    http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # accounts share nothing
    return http


def hush() -> None:
    """Keep httpx and httpcore from logging addresses with their queries: tags may name people."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
