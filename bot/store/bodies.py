"""A digest's definition as it is written down: by the codec, and sealed to the digest's own key."""

from dataclasses import dataclass

from bot.digest.codec import Codec
from bot.digest.model import Digest
from bot.store import keys
from bot.store.sealed import Seal


@dataclass(frozen=True, slots=True)
class Bodies:
    """How definitions are written and read in a store."""

    codec: Codec
    seal: Seal

    def text(self, digest: Digest) -> bytes:
        """The definition to write down."""
        return self.seal.shut(named(digest.id), self.codec.text(digest).encode())

    def read(self, id: str, kept: bytes) -> Digest:  # noqa: A002 (it is the id)
        """The digest that was written down. ValueError (NotOpened) where it is none."""
        return self.codec.read(id, self.seal.opened(named(id), kept))


def named(id: str) -> str:  # noqa: A002
    """What a digest's definition is sealed to."""
    return f"{keys.of_digests(keys.DIGEST, id)}|body"
