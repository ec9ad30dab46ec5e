"""Slack: the tokens, what they may do, and the way in."""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType

from bot.doctor.finding import Finding, todo, well
from bot.settings import Settings

CALL_SECONDS = 10.0

# What the app asks for in manifest.yml, and what each scope is for; a test holds the two together.
NEEDED: Mapping[str, str] = {
    "commands": "take /dgusage",
    "chat:write": "answer in threads and direct messages",
    "app_mentions:read": "hear @dgusage",
    "im:history": "hear direct messages",
    "users:read": "know the asker's time zone",
    "files:write": "answer with CSV files",
    "channels:read": "see who else is in a channel",
    "groups:read": "see who else is in a private channel",
}
# What DGUSAGE_AGENT_VIEW needs besides.
AGENT: Mapping[str, str] = {"assistant:write": "use the agent view, for which there is a manifest"}
NOTHING: Mapping[str, str] = MappingProxyType({})
OPTIONAL: Mapping[str, str] = {
    "channels:history": "a digest is not looked for after a crash, and a repeat is marked",
    "groups:history": "the same in private channels",
    "usergroups:read": "DGUSAGE_POLICY cannot name user groups",
    "chat:write.public": "digests only go where the bot was invited",
}


async def slack(settings: Settings) -> AsyncIterator[Finding]:
    """The token, its scopes, and the ways in; the first alone where Slack refuses it."""
    token = settings.slack_bot_token
    if token is None:
        yield todo("slack token", "set SLACK_BOT_TOKEN to use the bot in Slack")
        return
    if token.get_secret_value().startswith("xapp-"):
        yield todo("slack token", "SLACK_BOT_TOKEN has an app-level token; it takes the xoxb- one")
        return
    granted, finding = await _introduced(settings, token.get_secret_value())
    yield finding
    if finding.ok:
        yield scopes(granted, AGENT if settings.dgusage_agent_view else {})
        yield ways(settings)


async def _introduced(settings: Settings, token: str) -> tuple[str, Finding]:
    """The scopes that Slack says the token has, and whether it knows it."""
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        retry_handlers=[],
        timeout=int(CALL_SECONDS),
    )
    try:
        found = await client.auth_test()
    except SlackApiError as refusal:
        error = refusal.response.get("error", "unknown_error")
        return "", todo("slack token", f"Slack refuses SLACK_BOT_TOKEN ({error}); copy it again")
    except Exception:  # noqa: BLE001 (aiohttp's many ways to fail; all mean the same here)
        return "", todo("slack token", "Slack cannot be reached; check the network")
    headers = {name.lower(): value for name, value in found.headers.items()}
    return headers.get("x-oauth-scopes") or "", well("slack token")


def scopes(granted: str, more: Mapping[str, str] = NOTHING) -> Finding:
    """Whether Slack granted what the bot needs, and `more`; what it can do without is named as such."""
    held = {scope.strip() for scope in granted.split(",")}
    needed = {**NEEDED, **more}
    missing = [f"{scope} (to {why})" for scope, why in needed.items() if scope not in held]
    if missing:
        says = f"missing: {', '.join(missing)}; reinstall the app from manifest.yml"
        return todo("slack scopes", says)
    without = [f"without {scope} {cost}" for scope, cost in OPTIONAL.items() if scope not in held]
    return well("slack scopes", "; ".join(without))


def ways(settings: Settings) -> Finding:
    """Whether Slack has a way to reach the bot, or the bot one to Slack."""
    app = settings.slack_app_token
    if app is not None and not app.get_secret_value().startswith("xapp-"):
        return todo("slack way in", "SLACK_APP_TOKEN has another token; it takes the xapp- one")
    found = {"HTTP": settings.slack_signing_secret, "Socket Mode": app}
    given = [way for way, setting in found.items() if setting]
    if given:
        return well("slack way in", " and ".join(given))
    return todo("slack way in", "set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)")
