"""Everything is looked at in the order in which a newcomer meets it. Nothing is changed anywhere."""

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.app import Bot, opened, wiring
from bot.clock import Clock
from bot.doctor import account, keeping, rights, workplace
from bot.doctor.finding import Finding, todo, well
from bot.doctor.rules import rules
from bot.settings import Settings

# Slack refuses what is five minutes off; long before, something is wrong.
SKEW = timedelta(seconds=60)
CALL_SECONDS = 10.0


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Looks at everything, one finding at a time."""
    async with opened(wiring(settings, clock)) as bot:
        async for finding in examined(bot, settings, clock):
            yield finding


async def examined(bot: Bot, settings: Settings, clock: Clock) -> AsyncGenerator[Finding, None]:
    """The same of a bot that is open already."""
    yield well("settings") if bot.desk.projects else configured(settings)
    async for finding in _deepgram(bot, clock, strict=settings.dgusage_strict_key):
        yield finding
    async for finding in keeping.kept(bot):
        yield finding
    async for finding in workplace.slack(settings):
        yield finding
    for finding in rules(settings):
        yield finding


def configured(settings: Settings) -> Finding:
    """Whether the settings do for a question at all; malformed ones never come so far."""
    if not settings.projects:
        return todo("settings", "set DEEPGRAM_API_KEY (or DEEPGRAM_PROJECTS)")
    return well("settings")


async def _deepgram(bot: Bot, clock: Clock, *, strict: bool) -> AsyncIterator[Finding]:
    deepgram = bot.upstream.deepgram
    for project in deepgram.accounts:
        async for finding in account.examine(deepgram, project, clock().date()):
            yield finding
        label = account.labelled(deepgram, "rights", project)
        said = rights.finding(await rights.beyond(deepgram, project), label, strict=strict)
        if said is not None:
            yield said
    yield await _skew(bot.upstream.api_url, clock)


async def _skew(api_url: str, clock: Clock) -> Finding:
    """How far this machine's clock is from Deepgram's."""
    import httpx

    try:
        async with httpx.AsyncClient(timeout=CALL_SECONDS) as http:
            said = (await http.get(api_url)).headers.get("date", "")
        theirs = parsedate_to_datetime(said)
    except (httpx.HTTPError, ValueError, TypeError):
        return todo("clock", "could not be compared: Deepgram gave no time; check the network")
    return skew(clock(), theirs)


def skew(ours: datetime, theirs: datetime) -> Finding:
    """Whether our clock agrees with theirs well enough for Slack's signatures."""
    off = abs(ours - theirs)
    if off <= SKEW:
        return well("clock")
    seconds = int(off.total_seconds())
    return todo("clock", f"{seconds} s off; Slack refuses beyond 300 s: set up NTP")
