"""Planted secrets, and the search for them in everything that the bot puts out."""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from urllib.parse import quote

TAIL = 12  # characters of a secret's end that give it away already


@dataclass(frozen=True)
class Canary:
    """A secret that is nowhere but in the settings; `opening` is what its kind must begin with."""

    name: str
    secret: str

    def forms(self) -> dict[str, bytes]:
        """What it would look like, by the ways in which it might be written."""
        raw, tail = self.secret.encode(), self.secret[-TAIL:].encode()
        return {
            "raw": raw,
            "its end": tail,
            "reversed": raw[::-1],
            "the end reversed": tail[::-1],
            "hex": raw.hex().encode(),
            "HEX": raw.hex().upper().encode(),
            "urlencoded": "".join(f"%{byte:02X}" for byte in tail).encode(),
            "quoted": quote(self.secret, safe="").encode(),
            "json": json.dumps(self.secret)[1:-1].encode(),
            "utf-16": self.secret.encode("utf-16-le"),
            **{f"base64 at {shift}": _inner(raw, shift) for shift in range(3)},
            **{f"url base64 at {shift}": _inner(raw, shift, b"-_") for shift in range(3)},
        }


def _inner(raw: bytes, shift: int, others: bytes = b"+/") -> bytes:
    """The part of its base64 that is the same whatever stands before and after it."""
    spelled = base64.b64encode(b"\0" * shift + raw, others)
    return spelled[4 if shift else 0 : len(spelled) // 4 * 4 - 4]


def canary(name: str, opening: str = "") -> Canary:
    return Canary(name, f"{opening}{token_hex(16)}-+/{token_hex(6)}")


def plain_canary(name: str, opening: str = "") -> Canary:
    """One of letters and digits alone."""
    return Canary(name, f"{opening}{token_hex(20)}")


def leaks(canaries: Iterable[Canary], sinks: Mapping[str, bytes]) -> list[str]:
    """Where which secret can be read, and in which form."""
    return [
        f"{canary.name} in {sink} ({form})"
        for canary in canaries
        for form, text in canary.forms().items()
        for sink, content in sinks.items()
        if text in content
    ]


async def dumped(redis: Any) -> bytes:
    """Everything in a store: the name of each key and all that it holds, unpacked where packed."""
    pieces: list[bytes] = []
    async for key in redis.scan_iter(match="*", count=1000):
        pieces += [key, *await _held(redis, key)]
    return b"\n".join(pieces + [opened for piece in pieces for opened in _unpacked(piece)])


async def _held(redis: Any, key: bytes) -> list[bytes]:
    match await redis.type(key):
        case b"string":
            return [await redis.get(key) or b""]
        case b"hash":
            return [part for pair in (await redis.hgetall(key)).items() for part in pair]
        case b"list":
            return list(await redis.lrange(key, 0, -1))
        case b"set":
            return list(await redis.smembers(key))
        case b"zset":
            return list(await redis.zrange(key, 0, -1))
        case b"stream":
            records = await redis.xrange(key)
            return [part for _, record in records for pair in record.items() for part in pair]
        case other:
            raise AssertionError(f"no search in a {other!r}")


def _unpacked(piece: bytes) -> list[bytes]:
    """What is in it where it is compressed, wherever that begins among its first bytes."""
    found = []
    for start in range(min(64, len(piece))):
        for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
            with suppress(zlib.error):
                found.append(zlib.decompress(piece[start:], wbits))
    return found
