"""Every kind of answer on the page: what it must say, and that everybody can read and use it."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.demo.slack.people import ANA
from tests.demo_page.browser import ask, browsing, expecting
from tests.demo_page.pictures import PAGE, PLACE, TURN, files, page
from tests.demo_page.scenes import SCENES, Scene
from tests.demo_page.world import ONE, demo

axe = pytest.importorskip("axe_playwright_python.async_playwright")
expect = expecting()
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("shared")]

PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 860}
ASKED = [scene for scene in SCENES if scene.asked and (scene.who, scene.world) == (ANA.id, ONE)]
DONE = [scene for scene in SCENES if scene not in ASKED]
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SPOIL = """() => {
  document.querySelector('.topic').style.color = '#eee';
  document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/icon.svg">');
}"""
SIZE = 6_000_000  # bytes of all pictures


async def found(page: Any, options: Mapping[str, Any] | None = None) -> list[str]:
    """What axe finds on the page, one line each."""
    told = await axe.Axe().run(page, options={"resultTypes": ["violations"], **(options or {})})
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in told.response["violations"]
        for node in each["nodes"]
    ]


async def checked(page: Any) -> None:
    """Nobody is left out: in light, in dark, and where the page is no wider than a phone."""
    await page.evaluate(TURN, "light")
    assert await found(page) == []
    await page.evaluate(TURN, "dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await found(page, COLOURS) == []
    await page.set_viewport_size(PHONE)
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    await page.set_viewport_size(DESK)


@pytest.mark.parametrize("start", range(0, len(ASKED), 5))
async def test_whatever_is_asked_is_answered_so_that_all_can_read_it(start: int) -> None:
    some = ASKED[start : start + 5]
    async with demo() as made, browsing(f"{made.url}/") as seen:
        for scene in some:
            answer = await ask(seen, scene.asked)
            for words in scene.words:
                await expect(answer).to_contain_text(words)
        await checked(seen)


@pytest.mark.parametrize("scene", DONE, ids=lambda scene: scene.name)
async def test_whatever_is_done_ends_so_that_all_can_read_it(scene: Scene) -> None:
    async with (
        demo(places=scene.world) as made,
        browsing(f"{made.url}/#as={scene.who}&in={scene.place}") as seen,
    ):
        shown = await scene.do(seen, made)
        for words in scene.words:
            await expect(shown).to_contain_text(words)
        await checked(seen)


async def test_axe_itself_finds_what_is_wrong() -> None:
    async with demo() as made, browsing(f"{made.url}/") as seen:
        await seen.evaluate(SPOIL)
        told = " ".join(await found(seen))

    assert "image-alt" in told
    assert "color-contrast" in told


async def test_the_pictures_are_of_these_scenes_and_small() -> None:
    there = {each.name: each.stat().st_size for each in PLACE.iterdir()}

    assert set(there) == set(files()), "type: make pictures"
    assert sum(there.values()) < SIZE
    assert PAGE.read_text() == page(), "type: make pictures"
