"""Requests that nobody may get in with: each kind makes a body and its headers from a seed."""

import gzip
import json
import random
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from tests.fakes.slack_sender import FORM, signature

CANARY = "CANARY-of-a-body"
Header = tuple[bytes, bytes]
Made = tuple[bytes, list[Header]]
Kind = Callable[[random.Random, datetime], Made]


def form(rng: random.Random) -> bytes:
    fields = {"command": "/dgusage", "text": CANARY, "user_id": "U1", "n": str(rng.random())}
    return urlencode(fields).encode()


def _headers(timestamp: bytes | str, sign: bytes | str) -> list[Header]:
    return [
        (b"Content-Type", FORM.encode()),
        (b"X-Slack-Request-Timestamp", _bytes(timestamp)),
        (b"X-Slack-Signature", _bytes(sign)),
    ]


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def _seconds(now: datetime, off: int = 0) -> str:
    return str(int(now.timestamp()) + off)


def signed(body: bytes, now: datetime, off: int = 0) -> Made:
    timestamp = _seconds(now, off)
    return body, _headers(timestamp, signature(body, timestamp))


def _timestamp(made: Callable[[random.Random, datetime], bytes | str]) -> Kind:
    """A timestamp of a strange form, signed as it stands wherever that can be."""

    def kind(rng: random.Random, now: datetime) -> Made:
        body, timestamp = form(rng), made(rng, now)
        base = timestamp.decode("latin-1") if isinstance(timestamp, bytes) else timestamp
        return body, _headers(timestamp, signature(body, base))

    return kind


def _signature(made: Callable[[random.Random, str], bytes | str]) -> Kind:
    """A signature that was right before something happened to it."""

    def kind(rng: random.Random, now: datetime) -> Made:
        body, timestamp = form(rng), _seconds(now)
        return body, _headers(timestamp, made(rng, signature(body, timestamp)))

    return kind


def _body(made: Callable[[random.Random], bytes]) -> Kind:
    """A body that is signed rightly, and is no body of Slack's."""
    return lambda rng, now: signed(made(rng), now)


def _flipped(rng: random.Random, now: datetime) -> Made:
    body, headers = signed(form(rng), now)
    at = rng.randrange(len(body))
    return body[:at] + bytes([body[at] ^ (1 << rng.randrange(7))]) + body[at + 1 :], headers


def _swapped(rng: random.Random, now: datetime) -> Made:
    _, headers = signed(form(rng), now)
    return json.dumps({"text": CANARY, "n": rng.random()}).encode(), headers


def _unsigned(*missing: bytes) -> Kind:
    def kind(rng: random.Random, now: datetime) -> Made:
        body, headers = signed(form(rng), now)
        return body, [(name, value) for name, value in headers if name not in missing]

    return kind


def _twice(name: bytes) -> Kind:
    def kind(rng: random.Random, now: datetime) -> Made:
        body, headers = signed(form(rng), now)
        return body, [*headers, *(h for h in headers if h[0] == name)]

    return kind


def _zipped(rng: random.Random, now: datetime) -> Made:
    body, headers = signed(gzip.compress(form(rng)), now)
    return body, [*headers, (b"Content-Encoding", b"gzip")]


def _other_secret(rng: random.Random, now: datetime) -> Made:
    body, timestamp = form(rng), _seconds(now)
    return body, _headers(timestamp, signature(body, timestamp, f"another-{rng.random()}"))


def _hex(rng: random.Random, length: int) -> str:
    return "".join(rng.choices("0123456789abcdef", k=length))


STAMP, SIGN = b"X-Slack-Request-Timestamp", b"X-Slack-Signature"

KINDS: dict[str, Kind] = {
    "no headers at all": _unsigned(STAMP, SIGN),
    "no timestamp": _unsigned(STAMP),
    "no signature": _unsigned(SIGN),
    "two timestamps": _twice(STAMP),
    "two signatures": _twice(SIGN),
    "a word for a timestamp": _timestamp(lambda rng, _: f"abc{rng.random()}"),
    "an empty timestamp": _timestamp(lambda *_: ""),
    "a timestamp with a fraction": _timestamp(lambda _, now: f"{_seconds(now)}.5"),
    "a negative timestamp": _timestamp(lambda _, now: f"-{_seconds(now)}"),
    "a timestamp with an exponent": _timestamp(lambda *_: "1e9"),
    "a timestamp of 5000 digits": _timestamp(lambda *_: "1" * 5000),
    "a timestamp in full-width digits": _timestamp(
        lambda _, now: _seconds(now).translate({48 + n: 0xFF10 + n for n in range(10)}).encode()
    ),
    "a timestamp with an underscore": _timestamp(lambda _, now: f"{_seconds(now)[:2]}_5"),
    "too old": lambda rng, now: signed(form(rng), now, -305 - rng.randrange(9_999)),
    "from the future": lambda rng, now: signed(form(rng), now, 305 + rng.randrange(9_999)),
    "a signature beyond ASCII": _signature(lambda _, right: "v0=ü" + right[4:]),
    "an upper-case signature": _signature(lambda _, right: "v0=" + right[3:].upper() + "A"),
    "a signature of another version": _signature(lambda _, right: "v1" + right[2:]),
    "a short signature": _signature(lambda rng, right: right[: rng.randrange(60)]),
    "a long signature": _signature(lambda rng, right: right + _hex(rng, 4)),
    "a guessed signature": _signature(lambda rng, _: "v0=" + _hex(rng, 64)),
    "another secret": _other_secret,
    "a bit of the body flipped": _flipped,
    "another body": _swapped,
    "signed, not UTF-8": _body(lambda rng: form(rng) + b"&x=\xff\xfe"),
    "signed, not UTF-8 within a form": _body(lambda rng: form(rng) + b"&x=%ff%fe"),
    "signed, broken JSON": _body(lambda rng: f'{{"text": "{CANARY}{rng.random()}'.encode()),
    "signed, broken JSON in a form": _body(lambda rng: form(rng) + b"&payload={"),
    "signed, JSON that is a list": _body(lambda rng: json.dumps([CANARY, rng.random()]).encode()),
    "signed, actions that are none": _body(
        lambda rng: json.dumps(
            {"type": "block_actions", "actions": [CANARY, rng.random()], "team": "T0HOME001"}
        ).encode()
    ),
    "signed, no actions": _body(
        lambda rng: json.dumps(
            {"type": "block_actions", "actions": [], "team": "T0HOME001", "n": rng.random()}
        ).encode()
    ),
    "signed, an event that is a list": _body(
        lambda rng: json.dumps(
            {"type": "event_callback", "event": [CANARY, rng.random()], "team_id": "T0HOME001"}
        ).encode()
    ),
    "signed and zipped": _zipped,
    "signed, a thousand fields": _body(
        lambda rng: urlencode([(f"f{n}{rng.random()}", "x") for n in range(1000)]).encode()
    ),
    "signed, too large": _body(lambda rng: form(rng) + b"&pad=" + b"x" * 530_000),
    "signed, as deep as it goes": _body(lambda rng: b"[" * 5_000 + str(rng.random()).encode()),
}
