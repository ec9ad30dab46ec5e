"""Makes the pictures of docs/ and the page that shows them: `make pictures`. The same every time."""

import asyncio
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import oxipng
from PIL import Image

from tests.demo_page.browser import browsing, greeted
from tests.demo_page.scenes import SCENES, Scene
from tests.demo_page.world import demo

PLACE = Path("docs/pictures")
PAGE = Path("docs/pictures.md")
MOST = 200_000  # bytes of a picture
COLOURS = 256
TALL = 2_200  # pixels: an answer is to be seen whole
LOW = 960  # of a picture of the whole page
WIDE, NARROW = 1_000, 390

HEAD = """\
# Pictures

Every kind of answer, as the demo page shows it (`make demo`): light and dark, some as on a phone.
`make pictures` takes them anew, and writes this page.
"""


class Look(NamedTuple):
    """How a picture is taken: the colours, and how wide the window is."""

    suffix: str
    theme: str
    width: int


DESK, DARK, PHONE = (
    Look("", "light", WIDE),
    Look("-dark", "dark", WIDE),
    Look("-phone", "light", NARROW),
)


def looks(scene: Scene) -> tuple[Look, ...]:
    """The pictures that there are of a scene."""
    return (DESK, DARK, PHONE) if scene.phone else (DESK, DARK)


def files() -> Iterator[str]:
    """The names of all pictures."""
    return (f"{scene.name}{look.suffix}.png" for scene in SCENES for look in looks(scene))


def page() -> str:
    """The page that shows and says each."""
    return "\n".join((HEAD, *(_part(scene) for scene in SCENES)))


def _part(scene: Scene) -> str:
    shown = "\n\n".join(
        f"![{scene.title}{SAID[look]}](pictures/{scene.name}{look.suffix}.png)"
        for look in looks(scene)
    )
    return f"## {scene.title}\n\n{scene.said}\n\n{shown}\n"


SAID = {DESK: "", DARK: ", dark", PHONE: ", on a phone"}


async def taken(scene: Scene) -> dict[str, bytes]:
    """The pictures of a scene by their files' names, of a demo of its own."""
    at = f"as={scene.who}&in={scene.place}"
    async with (
        demo(places=scene.world) as made,
        browsing(f"{made.url}/#{at}", locale="en-GB", device_scale_factor=1.5, **STILL) as seen,
    ):
        await greeted(seen)
        found = await scene.do(seen, made)
        pictures = {}
        for look in looks(scene):
            await seen_as(seen, look, LOW if scene.whole else TALL)
            png = await (seen if scene.whole else found).screenshot(animations="disabled")
            pictures[f"{scene.name}{look.suffix}.png"] = small(png)
        return pictures


async def seen_as(page: Any, look: Look, height: int) -> None:
    """Shows what is there in other colours and another width, with nothing pointed at."""
    await page.set_viewport_size({"width": look.width, "height": height})
    await page.evaluate(TURN, look.theme)
    await page.locator(f"html[data-theme={look.theme}]").wait_for()
    await page.mouse.move(0, 0)


STILL = {"reduced_motion": "reduce"}
TURN = """async (theme) => {
  const at = new URLSearchParams(location.hash.slice(1));
  at.set('theme', theme);
  location.hash = at.toString();
  await document.fonts.ready;
}"""


def small(png: bytes) -> bytes:
    """The picture in few colours, which letters and bars can do with."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    few = whole.quantize(COLOURS, Image.Quantize.MEDIANCUT, 3, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    few.save(kept, "PNG")
    return oxipng.optimize_from_memory(kept.getvalue(), level=4)


def main(names: Sequence[str]) -> None:
    """Takes them all, or those of the scenes that are named."""
    PLACE.mkdir(parents=True, exist_ok=True)
    for scene in (one for one in SCENES if not names or one.name in names):
        for name, made in asyncio.run(taken(scene)).items():
            if len(made) > MOST:
                raise SystemExit(f"{name}: {len(made)} bytes are too many")
            (PLACE / name).write_bytes(made)
    for gone in {each.name for each in PLACE.glob("*.png")} - {*files()}:
        (PLACE / gone).unlink()
    PAGE.write_text(page())


if __name__ == "__main__":
    main(sys.argv[1:])
