"""Bytes of a body as they arrive, decompressed by us so that no chunk can swell past the cap.

httpx inflates a whole chunk at a time: 64 KiB that hide 64 MiB. Here nothing beyond the cap is
ever held. Raises Trouble.
"""

import zlib

from bot.deepgram.strict import refuse
from bot.trouble import Reason, Trouble

ACCEPT = "gzip"  # the one encoding that is asked for
_GZIP = frozenset({"gzip", "x-gzip"})
_HEADER = 16 + zlib.MAX_WBITS  # zlib's way of saying "with a gzip header"


def too_large() -> Trouble:
    """That a body is beyond the cap."""
    return Trouble(Reason.TOO_LARGE)


class Body:
    """A body of at most `most` bytes, after decompression."""

    __slots__ = ("_found", "_most", "_zipped")

    def __init__(self, encoding: str, most: int) -> None:
        name = encoding.strip().lower()
        if name not in _GZIP | {"", "identity"}:
            refuse("an encoding that was not asked for")
        self._zipped = zlib.decompressobj(_HEADER) if name in _GZIP else None
        self._found = bytearray()
        self._most = most

    def feed(self, chunk: bytes) -> None:
        """Take in what has arrived."""
        if self._zipped is None:
            self._found += chunk[: self._room]
        elif self._zipped.eof:
            refuse("something after its end")
        else:
            self._found += self._inflated(self._zipped, chunk)
        if len(self._found) > self._most:
            raise too_large()

    @property
    def so_far(self) -> bytes:
        """What has come of it, whole or not."""
        return bytes(self._found)

    @property
    def _room(self) -> int:
        return self._most - len(self._found) + 1  # the one byte that is too much shows that it is

    def _inflated(self, zipped: "zlib._Decompress", chunk: bytes) -> bytes:
        try:
            plain = zipped.decompress(chunk, self._room)
        except zlib.error:
            plain = None
        if plain is None or zipped.unused_data:
            refuse("not the gzip that it says it is")
        return plain

    def whole(self) -> bytes:
        """All of it, once the last chunk is in."""
        if self._zipped is not None and not self._zipped.eof:
            refuse("cut short")
        return bytes(self._found)
