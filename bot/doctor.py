"""What is in order and what is not, in the order in which a newcomer meets it.

Each finding is one line: ok, or the next thing to do. Nothing is changed anywhere.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.app import Bot, opened, wiring
from bot.books import Book, Query
from bot.clock import Clock
from bot.deadline import within
from bot.settings import Settings
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Trouble

SKEW = timedelta(
    seconds=60
)  # Slack refuses what is five minutes off; long before, something is wrong
OLDEST_REDIS = (6, 2)
CALL_SECONDS = 10.0

# What the bot may do in Slack, and the scope that it needs for it (manifest.yml asks for them).
SLACK_SCOPES: Mapping[str, str] = {
    "commands": "take /dgusage",
    "chat:write": "answer in threads and direct messages",
    "app_mentions:read": "hear @dgusage",
    "im:history": "hear direct messages",
    "users:read": "know the asker's time zone",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is in order, and in words."""

    name: str
    ok: bool
    says: str = "ok"


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Looks at everything, one finding at a time."""
    yield _configured(settings)
    async with opened(wiring(settings, clock)) as bot:
        for project in bot.upstream.deepgram.accounts:
            async for finding in _project(bot, project, clock):
                yield finding
        yield await _skew(settings, clock)
        yield await _store(bot)
    async for finding in _slack(settings):
        yield finding


def _configured(settings: Settings) -> Finding:
    if not settings.projects:
        return Finding("settings", False, "set DEEPGRAM_API_KEY (or DEEPGRAM_PROJECTS)")  # noqa: FBT003
    return Finding("settings", ok=True)


async def _project(bot: Bot, name: str, clock: Clock) -> AsyncIterator[Finding]:
    """Every part of a project that a question may need, by trying it."""
    deepgram, today = bot.upstream.deepgram, clock().date()

    async def usage() -> object:
        return await deepgram.pages(Query(name, Book.USAGE), today, today)

    async def billing() -> object:
        return await deepgram.pages(Query(name, Book.BILLING), today, today)

    tries: list[tuple[str, Callable[[], Awaitable[object]]]] = [
        ("project", lambda: deepgram.project(name)),
        ("usage", usage),
        ("tags", lambda: deepgram.usage_fields(name, today, today)),
        ("cost", billing),
        ("keys", lambda: deepgram.keys(name)),
        ("models", lambda: deepgram.models(name)),
        ("balance", lambda: deepgram.balances(name)),
    ]
    several = len(deepgram.accounts) > 1
    for what, attempt in tries:
        label = f"deepgram {what} ({name})" if several else f"deepgram {what}"
        yield await _tried(label, attempt)


async def _tried(label: str, attempt: Callable[[], Awaitable[object]]) -> Finding:
    try:
        with within(CALL_SECONDS):
            await attempt()
    except Trouble as trouble:
        return Finding(label, ok=False, says=trouble.sentence)
    return Finding(label, ok=True)


async def _skew(settings: Settings, clock: Clock) -> Finding:
    """How far this machine's clock is from Deepgram's."""
    import httpx

    try:
        async with httpx.AsyncClient(timeout=CALL_SECONDS) as http:
            said = (await http.get(settings.deepgram_api_url)).headers.get("date", "")
        theirs = parsedate_to_datetime(said)
    except (httpx.HTTPError, ValueError, TypeError):
        return Finding("clock", ok=False, says="could not be compared: Deepgram gave no time")
    return skew(clock(), theirs)


def skew(ours: datetime, theirs: datetime) -> Finding:
    """Whether our clock agrees with theirs well enough for Slack's signatures."""
    off = abs(ours - theirs)
    if off <= SKEW:
        return Finding("clock", ok=True)
    seconds = int(off.total_seconds())
    return Finding(
        "clock", ok=False, says=f"{seconds} s off; Slack refuses beyond 300 s: set up NTP"
    )


async def _store(bot: Bot) -> Finding:
    if bot.store_fault:
        return Finding("store", ok=False, says=bot.store_fault)
    try:
        info = await bot.store.do(lambda redis: redis.info("server"))
        policy = await bot.store.policy()
    except StoreUnavailable as fault:
        return Finding("store", ok=False, says=f"{fault} Check REDIS_URL.")
    return store(info, policy)


def store(info: Mapping[str, object], policy: str) -> Finding:
    """Whether the store is new enough and keeps what it is given."""
    version = str(info.get("valkey_version") or info.get("redis_version") or "0.0")
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        return Finding(
            "store", ok=False, says=f"version {version}; Redis 6.2 or Valkey 8 is needed"
        )
    if policy != "noeviction":
        says = f"maxmemory-policy is {policy}: set noeviction, or state may be lost"
        return Finding("store", ok=False, says=says)
    return Finding("store", ok=True, says=f"ok ({info.get('server_name', 'redis')} {version})")


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    if settings.slack_bot_token is None:
        yield Finding("slack token", ok=False, says="set SLACK_BOT_TOKEN to use the bot in Slack")
        return
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        retry_handlers=[],
        timeout=int(CALL_SECONDS),
    )
    try:
        found = await client.auth_test()
    except SlackApiError as refusal:
        error = refusal.response.get("error", "unknown_error")
        yield Finding("slack token", ok=False, says=f"Slack refuses SLACK_BOT_TOKEN ({error})")
        return
    except Exception:  # noqa: BLE001 (aiohttp's many ways to fail; all mean the same here)
        yield Finding("slack token", ok=False, says="Slack cannot be reached; check the network")
        return
    yield Finding("slack token", ok=True)
    granted = {name.lower(): value for name, value in found.headers.items()}.get("x-oauth-scopes")
    yield scopes(granted or "")
    yield _ways(settings)


def scopes(granted: str) -> Finding:
    """Whether Slack granted what the bot needs."""
    held = {scope.strip() for scope in granted.split(",")}
    missing = [f"{scope} (to {why})" for scope, why in SLACK_SCOPES.items() if scope not in held]
    if missing:
        says = f"missing: {', '.join(missing)}; reinstall the app from manifest.yml"
        return Finding("slack scopes", ok=False, says=says)
    return Finding("slack scopes", ok=True)


def _ways(settings: Settings) -> Finding:
    if settings.slack_signing_secret or settings.slack_app_token:
        return Finding("slack way in", ok=True)
    says = "set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)"
    return Finding("slack way in", ok=False, says=says)
