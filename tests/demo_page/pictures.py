"""Makes the pictures of docs/: `python -m tests.demo_page.pictures`. The same day every time."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import oxipng

from bot.demo.slack.people import ANA, GIL, PRIYA, SPEECH
from tests.demo_page.browser import ask, browsing
from tests.demo_page.world import demo

PLACE = Path("docs/pictures")
MOST = 200_000  # bytes of a picture
DESK = {"viewport": {"width": 1200, "height": 860}}
PHONE = {
    "viewport": {"width": 390, "height": 760},
    "device_scale_factor": 1.5,
    "has_touch": True,
    "is_mobile": True,
}


async def _answer(page: Any) -> None:
    await ask(page, "/dgusage cost by tag last week vs previous")


async def _course(page: Any) -> None:
    await ask(page, "/dgusage hours by day last 14 days")


async def _unclear(page: Any) -> None:
    await ask(page, "/dgusage tag:suport last week")


async def _thread(page: Any) -> None:
    await ask(page, "@dgusage how much did support cost last month?")
    await page.get_by_role("button", name="1 reply").click()
    await page.get_by_role("complementary", name="Thread").locator("article").nth(1).wait_for()


async def _typing(page: Any) -> None:
    field = page.locator("main .composer").get_by_role("textbox")
    await field.press_sequentially("/dgusage by t")
    await page.get_by_role("option").first.wait_for()


async def _home(page: Any) -> None:
    await page.locator(".home .blocks").wait_for()


async def _help(page: Any) -> None:
    await ask(page, "/dgusage help dates")


async def _change(page: Any) -> None:
    answer = await ask(page, "/dgusage cost by tag yesterday")
    await answer.get_by_role("button", name="Change…").click()
    form = page.get_by_role("dialog", name="Change the question")
    await form.get_by_label("Only (optional)").fill("sup")
    await form.get_by_role("listbox").wait_for()


async def _digest(page: Any) -> None:
    await ask(page, "/dgusage digest cost by tag yesterday every day at 09:30")


async def _posted(page: Any) -> None:
    await _digest(page)
    await page.get_by_role("button", name="+1 day").click()
    await page.locator("main article:not(.ephemeral)").wait_for()


async def _log(page: Any) -> None:
    await ask(page, "/dgusage last 20 requests")


async def _keys(page: Any) -> None:
    await ask(page, "/dgusage keys unused 30d")


class Picture(NamedTuple):
    """A picture: its name, who looks at what and how, and what they do there."""

    name: str
    do: Callable[[Any], Awaitable[None]]
    at: str = f"as={ANA.id}&in={SPEECH.id}&theme=light"
    context: dict[str, Any] = DESK


PICTURES = (
    Picture("answer", _answer),
    Picture("answer-dark", _answer, f"as={ANA.id}&in={SPEECH.id}&theme=dark"),
    Picture("by-day", _course),
    Picture("unclear", _unclear),
    Picture("thread", _thread),
    Picture("typing", _typing),
    Picture("home", _home, f"as={ANA.id}&in=home&theme=light"),
    Picture("help", _help),
    Picture("change", _change),
    Picture("digest", _digest),
    Picture("digest-posted", _posted),
    Picture("requests", _log),
    Picture("keys", _keys),
    Picture("guest", _answer, f"as={GIL.id}&in={SPEECH.id}&theme=light"),
    Picture("phone", _answer, f"as={PRIYA.id}&in={SPEECH.id}&theme=light", PHONE),
)


async def take(picture: Picture) -> bytes:
    """One picture, of a demo of its own."""
    async with (
        demo() as (url, _),
        browsing(f"{url}/#{picture.at}", reduced_motion="reduce", **picture.context) as page,
    ):
        await picture.do(page)
        await page.mouse.move(0, 0)
        await page.evaluate("() => document.fonts.ready")
        return oxipng.optimize_from_memory(await page.screenshot(animations="disabled"), level=4)


async def main() -> None:
    """Takes them all."""
    for picture in PICTURES:
        made = await take(picture)
        if len(made) > MOST:
            raise SystemExit(f"{picture.name}: {len(made)} bytes are too many")
        (PLACE / f"{picture.name}.png").write_bytes(made)


if __name__ == "__main__":
    PLACE.mkdir(parents=True, exist_ok=True)
    asyncio.run(main())
