"""Who the bot is in Slack, asked once at the start and never while somebody waits for an ack."""

from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.web import Fate, Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot's user in its home workspace (or organisation), and the scopes of its token."""

    team_id: str
    user_id: str
    bot_id: str
    token: str = field(repr=False)
    enterprise_id: str = ""
    org_wide: bool = False
    team: str = ""
    scopes: tuple[str, ...] = ()

    def serves(self, team_id: str, enterprise_id: str) -> bool:
        """Whether a request from there is from where the bot is installed."""
        if self.org_wide:
            return enterprise_id == self.enterprise_id
        return team_id == self.team_id


async def identify(client: AsyncWebClient) -> Identity | Verdict:
    """The identity by auth.test (https://docs.slack.dev/reference/methods/auth.test), or why not."""
    found: list[Identity] = []

    async def ask() -> None:
        answer = await client.auth_test()
        scopes = answer.headers.get("x-oauth-scopes", "")
        found.append(
            Identity(
                team_id=answer.get("team_id") or "",
                user_id=answer.get("user_id") or "",
                bot_id=answer.get("bot_id") or "",
                token=client.token or "",
                enterprise_id=answer.get("enterprise_id") or "",
                org_wide=answer.get("is_enterprise_install") is True,
                team=answer.get("team") or "",
                scopes=tuple(filter(None, (s.strip() for s in scopes.split(",")))),
            )
        )

    verdict = await verdict_of(ask())
    if verdict.fate is not Fate.DONE:
        return verdict
    whole = found[0].team_id and found[0].user_id
    return found[0] if whole else Verdict(Fate.UNKNOWN, "not_as_documented")
