"""Every kind of answer, as somebody comes to see it: for the pictures of docs/ and for tests."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx

from bot.demo.access import FULL
from bot.demo.faults import down
from bot.demo.people import ACME
from bot.demo.slack.people import ANA, GIL, SPEECH
from tests.demo_page.browser import ask, settled
from tests.demo_page.world import NO_DOLLARS, ONE, ONE_SHUT, TWO, Demo, Places

Doing = Callable[[Any, Demo], Awaitable[Any]]  # what is done on the page, and what came of it
DIGEST = "/dgusage digest cost by tag yesterday every day at 11:00"


class Scene(NamedTuple):
    """A kind of answer: what is done to see it, and words that must then be there.

    `said` tells a reader of the picture what it shows. `phone` says that there is one of a phone,
    `whole` that it is of the whole page. What is done must work in a channel that is in use.
    """

    name: str
    title: str
    said: str
    do: Doing
    words: tuple[str, ...]
    who: str = ANA.id
    place: str = SPEECH.id
    world: Places = ONE
    phone: bool = False
    whole: bool = False

    @property
    def asked(self) -> str:
        """The one question that it takes, where it takes no more than that."""
        return self.do.asked if isinstance(self.do, Asking) else ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks a question in the channel; its answer."""

    asked: str

    async def __call__(self, page: Any, _: Demo) -> Any:
        """What is done."""
        return await ask(page, self.asked)


async def _one_request(page: Any, demo: Demo) -> Any:
    headers = {"authorization": f"Token {FULL}"}
    wanted = {"start": "2026-11-24", "end": "2026-11-24", "status": "succeeded"}
    async with httpx.AsyncClient(headers=headers) as http:
        log = await http.get(f"{demo.api}/v1/projects/{ACME}/requests", params=wanted)
    return await ask(page, f"/dgusage request {log.json()['requests'][0]['request_id']}")


async def _new_and_gone(page: Any, _: Demo) -> Any:
    answer = await ask(page, "/dgusage cost by tag this month vs last month")
    await answer.get_by_label("Filter the rows").fill("launch")
    return answer


async def _stale(page: Any, demo: Demo) -> Any:
    await ask(page, "/dgusage cost by tag this week")
    demo.deepgram.faults.set("*", down())
    await page.get_by_role("button", name="+1 h").click()
    return await ask(page, "/dgusage cost by tag this week")


async def _trouble(page: Any, demo: Demo) -> Any:
    demo.deepgram.faults.set("*", down())
    return await ask(page, "/dgusage cost by tag last week")


async def _posted(page: Any, _: Demo) -> Any:
    await ask(page, DIGEST)
    await page.get_by_role("button", name="+1 day").click()
    return await settled(page.locator("main article:not(.ephemeral)"))


async def _listed(page: Any, _: Demo) -> Any:
    await ask(page, DIGEST)
    await ask(page, "/dgusage digest hours by key last week every monday 9am")
    await page.get_by_role("button", name="+1 day").click()
    await settled(page.locator("main article:not(.ephemeral)"))
    return await ask(page, "/dgusage digests")


async def _change(page: Any, _: Demo) -> Any:
    answer = await ask(page, "/dgusage cost by key tag:support last week vs previous")
    await answer.get_by_role("button", name="Change…").click()
    return await settled(page.get_by_role("dialog", name="Change the question"))


async def _home(page: Any, _: Demo) -> Any:
    await ask(page, "/dgusage cost by tag last week vs previous")
    await ask(page, DIGEST)
    await page.get_by_role("button", name="dgusage Home").click()
    return await settled(page.locator(".home .blocks"))


async def _thread(page: Any, _: Demo) -> Any:
    await ask(page, "@dgusage how much did support cost last week?")
    await page.locator(".replies").click()
    thread = page.get_by_role("complementary", name="Thread")
    field = thread.get_by_role("textbox")
    await field.fill("@dgusage now by line item")
    await field.press("Enter")
    await settled(thread.locator("article:not(.ephemeral)").nth(3))
    return thread.locator(".all")


async def _shared(page: Any, _: Demo) -> Any:
    answer = await ask(page, "/dgusage cost by tag last week")
    await answer.locator(".actions").get_by_role("button", name="Share", exact=True).click()
    return await settled(page.locator("main article:not(.ephemeral)"))


async def _csv(page: Any, _: Demo) -> Any:
    await page.get_by_role("button", name="Messages with dgusage").click()
    await ask(page, "cost by tag last week as csv")
    return await settled(page.locator("main article").last)


async def _saved(page: Any, _: Demo) -> Any:
    await ask(page, "/dgusage cost by key last week vs previous")
    await ask(page, "/dgusage save weekly-cost")
    return await ask(page, "/dgusage saved")


async def _anywhere(page: Any, _: Demo) -> Any:
    await page.get_by_role("button", name="Ask dgusage").click()
    return await settled(page.get_by_role("dialog", name="Ask dgusage"))


async def _scheduled(page: Any, _: Demo) -> Any:
    answer = await ask(page, "/dgusage cost by tag last week vs previous")
    await answer.get_by_role("button", name="Schedule this").click()
    return await settled(page.get_by_role("dialog"))


async def _typing(page: Any, _: Demo) -> Any:
    field = page.locator("main .composer").get_by_role("textbox")
    await field.press_sequentially("/dgusage by t")
    await settled(page.get_by_role("option").first)
    return page


async def _whole(page: Any, _: Demo) -> Any:
    await ask(page, "/dgusage cost by tag last week vs previous")
    return page


SCENES = (
    Scene(
        "cost",
        "What it cost",
        "The number and how it moved, the days, who caused it, and what stands behind it.",
        Asking("/dgusage cost by tag last week vs previous"),
        ("$429.72", "UTC days, complete"),
        phone=True,
    ),
    Scene(
        "usage",
        "What was used",
        "Every unit that there was: hours of audio first, the others below.",
        Asking("/dgusage tag:support last week vs previous"),
        ("hours of audio", "requests"),
        phone=True,
    ),
    Scene(
        "by-tag",
        "By tag",
        "Tags overlap: a request may have two, and is in the total once.",
        Asking("/dgusage by tag last week"),
        ("Tags overlap",),
    ),
    Scene(
        "by-key",
        "By key",
        "Keys have the names that you gave them, and deleted ones the names they had.",
        Asking("/dgusage cost by key last month vs previous"),
        ("prod gateway",),
    ),
    Scene(
        "by-endpoint",
        "By endpoint",
        "What is not counted in hours stands in its own unit.",
        Asking("/dgusage by endpoint last week"),
        ("speak", "characters"),
        phone=True,
    ),
    Scene(
        "by-day",
        "By day",
        "The course, and each day in the table.",
        Asking("/dgusage hours by day last 14 days"),
        ("by day",),
    ),
    Scene(
        "weeks",
        "A longer course",
        "More than 20 days are drawn by week, and the chart says so.",
        Asking("/dgusage cost last 90 days vs previous"),
        ("by week",),
    ),
    Scene(
        "two-dimensions",
        "By two things at once",
        "A row for each pair that occurred.",
        Asking("/dgusage cost by key,line_item last week"),
        ("Key and line item",),
    ),
    Scene(
        "new-and-gone",
        "Compared",
        "New and gone instead of endless percentages; a month so far against as many days.",
        _new_and_gone,
        ("new", "gone"),
        phone=True,
    ),
    Scene(
        "forecast",
        "Where a month will end",
        "At this pace, by the pattern of the weekdays, no finer than it is known.",
        Asking("/dgusage forecast cost this month"),
        ("so far",),
    ),
    Scene(
        "no-dollars",
        "Dollars that may not be read",
        "With what is missing, and the usage instead.",
        Asking("/dgusage cost by tag last week"),
        ("billing:read",),
        world=NO_DOLLARS,
    ),
    Scene(
        "key",
        "One key",
        "Whose it is, what it may do, when it was last used; only to who asked.",
        Asking("/dgusage key prod gateway"),
        ("Ana Flores", "only you can see this"),
        phone=True,
    ),
    Scene(
        "keys",
        "The keys",
        "Which are not used, and which will end.",
        Asking("/dgusage keys"),
        ("11 keys",),
    ),
    Scene(
        "requests",
        "The log",
        "What failed and why, and the newest lines.",
        Asking("/dgusage failed requests today"),
        ("Request log",),
    ),
    Scene("request", "One request", "With its cost, once that has settled.", _one_request, ()),
    Scene(
        "balance",
        "The balance",
        "What is left, and how long it lasts.",
        Asking("/dgusage balance"),
        ("left",),
    ),
    Scene(
        "tags",
        "The tags",
        "Which are new, which fell silent, and who sends requests without any.",
        Asking("/dgusage tags"),
        ("silent",),
    ),
    Scene(
        "models", "The models", "By the names that you use.", Asking("/dgusage models"), ("nova-3",)
    ),
    Scene(
        "projects",
        "Several projects",
        "Which there are, and whether they can be read.",
        Asking("/dgusage projects"),
        ("labs",),
        world=TWO,
    ),
    Scene(
        "by-project",
        "A project that cannot be read",
        "The others are answered, and what is missing is said first.",
        Asking("/dgusage by project last week"),
        ("labs",),
        world=ONE_SHUT,
    ),
    Scene(
        "empty",
        "Nothing",
        "Deepgram answered, and there was none.",
        Asking("/dgusage tag:trade-fair last week"),
        ("there was none",),
    ),
    Scene(
        "unclear",
        "A slip",
        "What was not understood, and what was probably meant, a press away.",
        Asking("/dgusage tag:suport last week"),
        ("suport",),
        phone=True,
    ),
    Scene(
        "guest",
        "A guest",
        "Guests get no figures.",
        Asking("/dgusage cost last week"),
        ("Guests",),
        who=GIL.id,
    ),
    Scene("trouble", "No answer", "Why, and what to do; never a zero.", _trouble, ("No answer",)),
    Scene(
        "stale",
        "Older figures",
        "When Deepgram cannot be read, with their age in words.",
        _stale,
        ("Deepgram cannot be read",),
    ),
    Scene(
        "digest",
        "A digest is made",
        "With when it comes next.",
        Asking(DIGEST),
        ("11:00",),
    ),
    Scene(
        "digest-posted",
        "A digest",
        "As it stands in the channel, at its time.",
        _posted,
        ("$",),
        phone=True,
    ),
    Scene("digests", "The digests", "Where they are managed.", _listed, ("Pause",)),
    Scene("change", "A question is changed", "In a form that is filled in.", _change, ("Ask",)),
    Scene(
        "schedule",
        "An answer becomes a digest",
        "When it comes, and what is to be in it.",
        _scheduled,
        ("What to post",),
    ),
    Scene(
        "anywhere",
        "From anywhere",
        "The shortcut, for a question out of no channel.",
        _anywhere,
        ("Ask",),
    ),
    Scene("home", "App Home", "The place to come back to.", _home, (), phone=True),
    Scene(
        "help",
        "Help",
        "Made from the words that are understood.",
        Asking("/dgusage help"),
        ("help dates",),
    ),
    Scene("thread", "A thread", "What is asked there changes the question before.", _thread, ()),
    Scene("shared", "A shared answer", "With who asked, and when.", _shared, ("Ana",)),
    Scene("csv", "CSV", "All rows as a file.", _csv, ()),
    Scene("saved", "Saved questions", "By a name.", _saved, ("weekly-cost",)),
    Scene("typing", "While typing", "What can follow is offered.", _typing, (), whole=True),
    Scene("demo", "The demo", "The page of `make demo`.", _whole, (), phone=True, whole=True),
)
