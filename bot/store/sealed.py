"""What people wrote, sealed before it is written down, where the settings have a key for it.

Whoever reads the store cannot read it; whoever can write to the store cannot change it unseen, nor
put it under another name: AES-256-GCM, with that name as associated data
(https://csrc.nist.gov/pubs/sp/800/38/d/final). Nonces are random, which does for 4 thousand million
values of one key. Without a key everything is as plain as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from hmac import digest
from secrets import token_bytes
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:  # loaded only where there is a key
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"\x00dg1"  # nothing that we write down plainly begins so
ID, NONCE = 4, 12  # bytes of what tells one key from another, and of a nonce
_START = len(MAGIC) + ID + NONCE

log = structlog.get_logger("bot.store")


class Why(StrEnum):
    """Why a value is not opened."""

    NO_KEY = "it is sealed, and there is no DGUSAGE_STORE_KEY"
    OTHER_KEY = "it is sealed with a key that is not in DGUSAGE_STORE_KEY"
    CHANGED = "it was changed, or belongs elsewhere"
    PLAIN = "it is not sealed, and DGUSAGE_STORE_SEALED_ONLY is set"


class NotOpened(ValueError):  # noqa: N818 (named as people say it)
    """A value that is not to be trusted, or cannot be read; `why` says which."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Seal:
    """Keys of 32 bytes: the first one seals, each of them opens. With none, nothing is sealed.

    `only` refuses what is not sealed: without it, what was written before there was a key is read.
    """

    keys: tuple[bytes, ...] = field(default=(), repr=False)
    only: bool = False

    def __bool__(self) -> bool:
        return bool(self.keys)

    @property
    def also_plain(self) -> "Seal":
        """The same, reading also what is not sealed."""
        return Seal(self.keys)

    def shut(self, name: str, plain: bytes) -> bytes:
        """The value to write down under that name."""
        if not self.keys:
            return plain
        key, nonce = self.keys[0], token_bytes(NONCE)
        return MAGIC + _id(key) + nonce + _cipher(key).encrypt(nonce, plain, name.encode())

    def opened(self, name: str, kept: bytes) -> bytes:
        """The value that was written down under that name. Raises NotOpened."""
        if not kept.startswith(MAGIC):
            if self.keys and self.only:
                raise NotOpened(Why.PLAIN)
            return kept
        key = next((key for key in self.keys if kept.startswith(MAGIC + _id(key))), None)
        if key is None:
            raise NotOpened(Why.OTHER_KEY if self.keys else Why.NO_KEY)
        return _opened(key, name, kept)

    def look(self, name: str, kept: bytes | str | None) -> bytes | None:
        """As `opened`, with None (a miss, and a line in the log) for what cannot be opened."""
        if kept is None:
            return None
        try:
            return self.opened(name, kept if isinstance(kept, bytes) else kept.encode())
        except NotOpened as fault:
            log.error("not_opened", why=fault.why.value)  # noqa: TRY400 (no traceback of a value)
            return None

    def current(self, kept: bytes) -> bool:
        """Whether a value is sealed as it would be now, or plain where there is no key."""
        return kept.startswith(MAGIC + _id(self.keys[0])) if self.keys else True

    def fields(self, name: str, word: str) -> Sequence[str]:
        """What a word that people chose may be called inside of `name`; the first is the one to use.

        The others are what earlier keys made of it, and the word itself.
        """
        return [*(_blind(key, name, word) for key in self.keys), word]


PLAIN = Seal()


def sealing(secrets: Sequence[str], *, only: bool = False) -> Seal:
    """The seal of secrets as the settings have them, the newest first."""
    return Seal(
        tuple(
            blake2b(s.encode(), digest_size=32, person=b"dgusage store").digest() for s in secrets
        ),
        only,
    )


def _opened(key: bytes, name: str, kept: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag

    nonce, sealed = kept[_START - NONCE : _START], kept[_START:]
    try:
        return _cipher(key).decrypt(nonce, sealed, name.encode())
    except (InvalidTag, ValueError):  # the latter: cut short
        raise NotOpened(Why.CHANGED) from None


def _cipher(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _id(key: bytes) -> bytes:
    return blake2b(key, digest_size=ID, person=b"dgusage key id").digest()


def _blind(key: bytes, name: str, word: str) -> str:
    of_names = blake2b(key, digest_size=32, person=b"dgusage names").digest()
    return digest(of_names, f"{name}\0{word}".encode("utf-8", "surrogatepass"), "sha256").hex()
