"""The bot's parts for one command: of the settings, or of a simulated Deepgram."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app import Bot, Wiring, opened, wiring
from bot.clock import Clock, wall
from bot.log import configure
from bot.question.model import Standpoint
from bot.settings import Need, ProjectSetting, Settings, load, secrets


@dataclass(frozen=True, slots=True)
class Session:
    """The parts, the clock, and where the person at the terminal stands."""

    bot: Bot
    clock: Clock
    settings: Settings
    zone: ZoneInfo
    zoned: bool = False  # whether the zone was asked for

    def standpoint(self) -> Standpoint:
        """The person's standpoint now."""
        return Standpoint(
            self.clock(),
            self.zone,
            week_start=self.settings.week_start,
            default_period=self.settings.dgusage_default_period,
        )


Turn = Callable[[Clock], Clock]


def _as_it_is(clock: Clock) -> Clock:
    return clock


@asynccontextmanager
async def session(
    *, demo: bool, now: datetime | None, zone: ZoneInfo | None, turned: Turn = _as_it_is
) -> AsyncIterator[Session]:
    """Opens what a command needs. `now` stops the clock there, and `turned` makes it another one.

    Raises SettingsFault.
    """
    settings = load(Need.NOTHING if demo else Need.DEEPGRAM)
    configure(_level(settings), secrets(settings))
    clock = turned(wall if now is None else lambda: now)
    where = zone or ZoneInfo(settings.dgusage_timezone)
    async with _wired(settings, clock, demo=demo) as made_of, opened(made_of) as bot:
        yield Session(bot, clock, settings, where, zoned=zone is not None)


def _level(settings: Settings) -> str:
    """In a terminal only warnings are worth a line, unless the settings say otherwise."""
    said = "dgusage_log_level" in settings.model_fields_set
    return settings.dgusage_log_level if said else "WARNING"


@asynccontextmanager
async def _wired(settings: Settings, clock: Clock, *, demo: bool) -> AsyncIterator[Wiring]:
    if not demo:
        yield wiring(settings, clock)
        return
    async with simulated(clock) as made_of:
        yield made_of


@asynccontextmanager
async def simulated(clock: Clock) -> AsyncIterator[Wiring]:
    """A simulated Deepgram on loopback, and a store of its own that goes with it."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from pydantic import SecretStr

    from bot.demo.access import FULL
    from bot.demo.people import ACME
    from bot.demo.serve import running
    from bot.demo.server import simulate

    with TemporaryDirectory(prefix="dgusage-") as place:
        async with running(simulate(clock)) as url:
            project = ProjectSetting(key=SecretStr(FULL), project_id=ACME)
            yield Wiring({"acme": project}, url, clock, data_dir=Path(place))
