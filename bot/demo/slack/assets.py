"""The built page's files, as they are shipped in the package."""

from dataclasses import dataclass
from importlib.resources import files

KINDS = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
FRONT = "index.html"


class NotBuilt(Exception):  # noqa: N818 (named as people say it)
    """The page was not built."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, and its kind as browsers name it."""

    kind: str
    content: bytes


def assets() -> dict[str, Asset]:
    """Every file by its path on the page; raises NotBuilt."""
    place = files("bot.demo") / "page" / "dist"
    if not (place / FRONT).is_file():
        raise NotBuilt("the page is not built here; type: make page")
    found = {
        f"/{one.name}": Asset(KINDS[one.name.rpartition(".")[2]], one.read_bytes())
        for one in place.iterdir()
        if one.is_file() and one.name.rpartition(".")[2] in KINDS
    }
    return {"/": found[f"/{FRONT}"], **found}
