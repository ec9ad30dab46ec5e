"""The settings, read once at start; the only place that reads the environment.

Every variable stands here with its meaning and default; docs/settings.md is made from it. A
malformed or missing one stops the program at start with every fault named at once, never with a
value shown.
"""

import ipaddress
import json
import re
from enum import Enum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.blocks.figures import NOTATIONS, Notation
from bot.policy import read as policy
from bot.policy.model import Policy
from bot.policy.redact import redacted

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
STORE_SCHEMES = frozenset(
    [
        "redis",
        "rediss",
        "unix",
        "redis+sentinel",
        "redis+sentinels",
        "redis+cluster",
        "redis+clusters",
    ]
)
DEEPGRAM_URL = "https://api.deepgram.com"
SHORTEST_KEY = 32  # characters of a key of the store
SLACK_URL = "https://slack.com/api/"
CONVERSATION = re.compile(r"[CDG][A-Z0-9]{2,}")  # Slack's ids of channels and direct messages
LONGEST_NAME = 60  # characters of a project's name that are said back


BOT_TOKEN, APP_TOKEN = ("xoxb-", "xoxe.xoxb-"), "xapp-"


class Need(Enum):
    """What a command cannot do without."""

    NOTHING = "nothing"
    DEEPGRAM = "deepgram"
    SERVE = "serve"


class ProjectSetting(BaseModel):
    """One project of DEEPGRAM_PROJECTS: its key, and its id where the key sees several."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    key: SecretStr
    project_id: str | None = None


class Settings(BaseSettings):
    """All settings, by the lower-case names of their variables."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    deepgram_api_key: SecretStr | None = Field(
        None,
        description="A key with the scopes usage:read, keys:read, members:read, billing:read and "
        "project:read (an admin's key has them). Needed by `serve` and `ask`.",
    )
    deepgram_project_id: str | None = Field(
        None, description="The project; without it, the one project that the key sees."
    )
    deepgram_projects: Annotated[dict[str, ProjectSetting] | None, NoDecode] = Field(
        None,
        description="For several projects, instead of the two above: a JSON object from a name of "
        'yours to its key, or to `{"key": …, "project_id": …}`.',
    )
    deepgram_api_url: str = Field(DEEPGRAM_URL, description="Where Deepgram's API is.")
    slack_bot_token: SecretStr | None = Field(
        None, description="The bot token (`xoxb-…`). Needed by `serve`."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="The signing secret: with it, `serve` listens for HTTP."
    )
    slack_app_token: SecretStr | None = Field(
        None, description="An app-level token (`xapp-…`): with it, `serve` uses Socket Mode."
    )
    slack_api_url: str = Field(SLACK_URL, description="Where Slack's Web API is.")
    redis_url: SecretStr | None = Field(
        None,
        description="Redis 6.2+ or Valkey for digests, settings, audit and cache; without it, an "
        "embedded Valkey on this machine, for one machine only.",
    )
    dgusage_cache_url: SecretStr | None = Field(
        None, description="Where cached days live, if not at REDIS_URL."
    )
    dgusage_data_dir: Path = Field(
        Path("~/.local/share/dgusage"), description="Where the embedded Valkey keeps its data."
    )
    host: str = Field("0.0.0.0", description="The address that `serve` listens on.")  # noqa: S104 (a container's only sensible default; Slack must reach it)
    port: int = Field(3000, ge=0, le=65535, description="The port that `serve` listens on.")
    dgusage_timezone: str = Field(
        "UTC", description="The time zone (IANA) of askers whose Slack profile does not say."
    )
    dgusage_week_start: str = Field("monday", description="The day on which weeks start.")
    dgusage_default_period: str = Field(
        "last 7 days", description="The period of a question that names none."
    )
    dgusage_numbers: str = Field(
        "1,234.56",
        description="How numbers are written for people, by one that is: "
        + ", ".join(f"`{each}`" for each in NOTATIONS)
        + ". JSON and CSV are always the same.",
    )
    dgusage_channel_projects: Annotated[dict[str, str] | None, NoDecode] = Field(
        None,
        description="The project that a question asked in a channel is about where it names none: "
        "`C0123ABCDEF=acme,C0456ABCDEF=blue`, by the names of DEEPGRAM_PROJECTS. Elsewhere it is "
        "about all of them.",
    )
    dgusage_policy: Annotated[Policy | None, NoDecode] = Field(
        None,
        description="Who may see what, where it is to be narrower than out of the box: a JSON "
        "object, or the path of a JSON file (docs/access.md).",
    )
    dgusage_agent_view: bool = Field(
        default=False,
        description="Whether the Slack app was made with the agent view (docs/more.md). Guests "
        "cannot use apps that have it.",
    )
    dgusage_audit_file: Path | None = Field(
        None, description="A file that every audit record is also written to, one JSON line each."
    )
    dgusage_audit_key: SecretStr | None = Field(
        None,
        description="A secret that audit records are chained with; with it, not even somebody who "
        "can write to Redis can change them unseen.",
    )
    otel_exporter_otlp_endpoint: str | None = Field(
        None,
        description="Where traces are sent, as OTLP over HTTP (`http://127.0.0.1:4318`); off without "
        "it. Needs `pip install 'dgusage[otel]'`; OpenTelemetry reads its other variables itself.",
    )
    dgusage_store_key: SecretStr | None = Field(
        None,
        description="A secret that digests, saved questions and the last ones are sealed with in "
        "Redis, of 32 characters or more (`openssl rand -base64 32`). Several with commas: the "
        "first one seals, each of them opens.",
    )
    dgusage_store_sealed_only: bool = Field(
        default=False,
        description="With true, what is in Redis unsealed is refused: once `dgusage seal` has "
        "sealed what was there before the key.",
    )
    dgusage_strict_key: bool = Field(
        default=False,
        description="With true, `serve` does not start with a Deepgram key that may do more than "
        "read.",
    )
    dgusage_log_level: str = Field("INFO", description=f"One of {', '.join(LEVELS)}.")

    @field_validator("deepgram_projects", mode="before")
    @classmethod
    def _projects(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            found = json.loads(value)
        except json.JSONDecodeError:
            raise ValueError("must be a JSON object") from None
        if not isinstance(found, dict) or not found:
            raise ValueError("must be a JSON object with at least one project")
        return {n: v if isinstance(v, dict) else {"key": v} for n, v in found.items()}

    @field_validator("dgusage_channel_projects", mode="before")
    @classmethod
    def _channels(cls, value: Any) -> Any:
        return by_channel(value) if isinstance(value, str) else value

    @field_validator("dgusage_policy", mode="before")
    @classmethod
    def _policy(cls, value: Any) -> Any:
        return read_policy(value) if isinstance(value, str) else value

    @field_validator(
        "deepgram_api_key",
        "slack_bot_token",
        "slack_signing_secret",
        "slack_app_token",
        "dgusage_audit_key",
    )
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else tidy(value)

    @field_validator("dgusage_store_key")
    @classmethod
    def _store_key(cls, value: SecretStr | None) -> SecretStr | None:
        parts = value.get_secret_value().split(",") if value else []
        if any(len(tidy(SecretStr(part)).get_secret_value()) < SHORTEST_KEY for part in parts):
            raise ValueError(f"must be of {SHORTEST_KEY} characters or more, several with commas")
        return value

    @field_validator("deepgram_projects")
    @classmethod
    def _keys(cls, value: dict[str, ProjectSetting] | None) -> dict[str, ProjectSetting] | None:
        for project in (value or {}).values():
            tidy(project.key)
        return value

    @field_validator("deepgram_api_url", "slack_api_url")
    @classmethod
    def _url(cls, value: str) -> str:
        parts = urlsplit(value)
        if not parts.hostname or parts.username or parts.password:
            raise ValueError("must be a URL such as https://api.example.com")
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback(parts.hostname)):
            raise ValueError("must start with https:// (plain http only on this machine)")
        return value

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def _receiver(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "http://unset")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError("must be a URL such as http://127.0.0.1:4318")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _slack_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith((*BOT_TOKEN, APP_TOKEN)):
            raise ValueError("must start with xoxb- (bot token) or xapp- (app-level token)")
        return value

    @field_validator("redis_url", "dgusage_cache_url")
    @classmethod
    def _store_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and urlsplit(value.get_secret_value()).scheme not in STORE_SCHEMES:
            raise ValueError(
                "must start with redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://"
            )
        return value

    @field_validator("dgusage_timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (KeyError, ValueError, OSError):
            raise ValueError("must be an IANA time zone such as Europe/Berlin") from None

    @field_validator("dgusage_week_start")
    @classmethod
    def _weekday(cls, value: str) -> str:
        if value.lower() not in WEEKDAYS:
            raise ValueError(f"must be one of {', '.join(WEEKDAYS)}")
        return value.lower()

    @field_validator("dgusage_numbers")
    @classmethod
    def _numbers(cls, value: str) -> str:
        if value not in NOTATIONS:
            raise ValueError(f"must be one of {' '.join(NOTATIONS)} (between quotes)")
        return value

    @field_validator("dgusage_log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in LEVELS:
            raise ValueError(f"must be one of {', '.join(LEVELS)}")
        return value.upper()

    @field_validator("dgusage_default_period")
    @classmethod
    def _period(cls, value: str) -> str:
        return readable(value)

    @property
    def notation(self) -> Notation:
        """How numbers are written for people."""
        return NOTATIONS[self.dgusage_numbers]

    @property
    def week_start(self) -> int:
        """0 for Monday … 6 for Sunday."""
        return WEEKDAYS.index(self.dgusage_week_start)

    @property
    def store_keys(self) -> tuple[str, ...]:
        """What is sealed with in Redis, the newest first."""
        given = self.dgusage_store_key
        return tuple(part.strip() for part in given.get_secret_value().split(",")) if given else ()

    @property
    def projects(self) -> dict[str, ProjectSetting]:
        """The projects by our names of them, from whichever of the two ways they were given."""
        if self.deepgram_projects:
            return self.deepgram_projects
        if self.deepgram_api_key is None:
            return {}
        only = ProjectSetting(key=self.deepgram_api_key, project_id=self.deepgram_project_id)
        return {"default": only}


def by_channel(text: str) -> dict[str, str]:
    """The project of each channel: `C0123ABCDEF=acme,C0456ABCDEF=blue`."""
    pairs = [each.partition("=") for each in text.split(",") if each.strip()]
    found = {channel.strip(): project.strip() for channel, _, project in pairs}
    if len(found) < len(pairs) or not all(
        CONVERSATION.fullmatch(c) and p for c, p in found.items()
    ):
        raise ValueError("must be channels and their projects, such as C0123ABCDEF=acme, each once")
    return found


def tidy(value: SecretStr) -> SecretStr:
    """A secret without the white space that pasting brings; refused where it is not one word.

    A line break inside would end up in exception texts of HTTP libraries.
    """
    text = value.get_secret_value().strip()
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("must be one word of plain characters")
    return SecretStr(text)


def loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_policy(text: str) -> Policy:
    """The policy of a JSON object, or of the JSON file at a path."""
    if not text.lstrip().startswith("{"):
        try:
            text = Path(text).expanduser().read_text("utf-8")
        except (OSError, ValueError):
            raise ValueError("must be a JSON object or a readable JSON file") from None
    try:
        return policy.read(json.loads(text))
    except json.JSONDecodeError:
        raise ValueError("must be a JSON object or the path of a JSON file") from None


def readable(phrase: str) -> str:
    """A period phrase, once it has been seen to be one."""
    from datetime import UTC, datetime

    from bot.question.dates import read_period
    from bot.question.model import Period, Standpoint

    at = Standpoint(datetime(2026, 1, 15, tzinfo=UTC), ZoneInfo("UTC"))
    if not isinstance(read_period(phrase, at), Period):
        raise ValueError("must be a period such as: last 7 days, this month")  # noqa: TRY004
    return phrase


class SettingsFault(Exception):  # noqa: N818 (named as people say it)
    """Settings that the program cannot start with; `lines` names every fault, without values."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


def load(need: Need) -> Settings:
    """The settings of the environment (and of a .env file), if they do for a command."""
    faults: dict[str, str] = {}
    try:
        settings = Settings()
    except ValidationError as fault:
        faults = _malformed(fault)
        fields = Settings.model_fields
        settings = Settings(**{name: fields[name].get_default() for name in faults})
    missing = [line for name, line in _missing(settings, need) if not faults.keys() & name]
    missing += [] if faults.keys() & {"deepgram_projects"} else _homeless(settings)
    missing += _swapped(settings) if need is Need.SERVE else []
    lines = [f"{name.upper()} {message}" for name, message in faults.items()]
    if lines or missing:
        raise SettingsFault([*lines, *missing])
    return settings


def _malformed(fault: ValidationError) -> dict[str, str]:
    errors = fault.errors(include_input=False, include_url=False, include_context=False)
    return {str(e["loc"][0]): e["msg"].removeprefix("Value error, ") for e in errors}


def _swapped(settings: Settings) -> list[str]:
    """Which of Slack's tokens stands in the other one's place."""
    bot, app = settings.slack_bot_token, settings.slack_app_token
    lines = []
    if bot and not bot.get_secret_value().startswith(BOT_TOKEN):
        lines.append("SLACK_BOT_TOKEN must start with xoxb-; xapp-… is the app-level token")
    if app and not app.get_secret_value().startswith(APP_TOKEN):
        lines.append("SLACK_APP_TOKEN must start with xapp-; xoxb-… is the bot token")
    return lines


# Where each is found, as Deepgram's and Slack's pages call it.
KEY_AT = "make one at console.deepgram.com → Settings → API Keys"
BOT_AT = "copy it from api.slack.com/apps → your app → OAuth & Permissions"
EITHER_AT = "is missing: copy it from api.slack.com/apps → your app → Basic Information"


def _missing(settings: Settings, need: Need) -> list[tuple[set[str], str]]:
    """What a command needs and has not: the fields that would do, and a line about them."""
    lines: list[tuple[set[str], str]] = []
    if need is not Need.NOTHING and not settings.projects:
        keys = {"deepgram_api_key", "deepgram_projects"}
        lines.append(
            (keys, f"DEEPGRAM_API_KEY is missing (or DEEPGRAM_PROJECTS for several): {KEY_AT}")
        )
    if need is Need.SERVE and settings.slack_bot_token is None:
        lines.append(({"slack_bot_token"}, f"SLACK_BOT_TOKEN is missing: {BOT_AT}"))
    if need is Need.SERVE and not (settings.slack_signing_secret or settings.slack_app_token):
        either = {"slack_signing_secret", "slack_app_token"}
        lines.append(
            (either, f"SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode) {EITHER_AT}")
        )
    return lines


def _homeless(settings: Settings) -> list[str]:
    """A line where a channel is given a project that there is not."""
    named = set((settings.dgusage_channel_projects or {}).values()) - settings.projects.keys()
    if not named or not settings.projects:
        return []
    shown = ", ".join(redacted(name[:LONGEST_NAME]).text for name in sorted(named))
    there = ", ".join(sorted(settings.projects))
    return [f"DGUSAGE_CHANNEL_PROJECTS names projects that there are not: {shown} (there: {there})"]


def secrets(settings: Settings) -> list[str]:
    """Everything among the settings that no log may show."""
    found = [
        *map(SecretStr, settings.store_keys),
        settings.slack_bot_token,
        settings.slack_signing_secret,
        settings.slack_app_token,
        settings.redis_url,
        settings.dgusage_cache_url,
        settings.dgusage_audit_key,
        *(project.key for project in settings.projects.values()),
    ]
    return [secret.get_secret_value() for secret in found if secret is not None]
