"""SIGHUP: the settings are read again from where they came, and what can change while serving does.

That is who may see what, the projects of channels and the log's level. Settings that cannot be read
are refused whole, and what was in force stays. What else was changed is named: it takes a restart.
"""

import asyncio
import signal
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field

from bot.log import logger, relevel
from bot.policy.gate import Deed
from bot.policy.model import Policy
from bot.settings import Need, Settings, SettingsFault, load
from bot.slack.gate import SlackGate

LIVE = frozenset({"dgusage_policy", "dgusage_channel_projects", "dgusage_log_level"})

Reading = Callable[[], Settings]


def _read() -> Settings:
    return load(Need.SERVE)


@dataclass(slots=True)
class Live:
    """The settings in force, and the parts that go by them. `projects` is by channel."""

    settings: Settings
    gate: SlackGate
    projects: MutableMapping[str, str]
    read: Reading = _read
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def heed(self) -> None:
        """From now on SIGHUP reads the settings again."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._asked)

    def _asked(self) -> None:
        task = asyncio.create_task(self.again())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def again(self) -> None:
        """Reads the settings again, and goes by them; never raises."""
        async with self._turn:
            try:
                read = await asyncio.to_thread(self.read)
            except SettingsFault as fault:
                logger(__name__).error("settings_refused", faults=fault.lines)
                return
            changed = {n for n in Settings.model_fields if getattr(read, n) != self._now(n)}
            now = changed & LIVE if self._same_projects(read) else changed & (LIVE - {CHANNELS})
            self._go_by(read, now)
            said = {"changed": _named(now), "restart_for": _named(changed - now)}
            logger(__name__).warning("settings_reloaded", **said)
            self.gate.book.soon(
                Deed("settings reloaded", "", "", {k: ",".join(v) for k, v in said.items()})
            )

    def _go_by(self, read: Settings, now: set[str]) -> None:
        self.settings = self.settings.model_copy(update={n: getattr(read, n) for n in now})
        self.gate.policy = self.settings.dgusage_policy or Policy()
        given = self.settings.dgusage_channel_projects or {}
        for channel in self.projects.keys() - given.keys():
            del self.projects[channel]
        self.projects.update(given)
        relevel(self.settings.dgusage_log_level)

    def _same_projects(self, read: Settings) -> bool:
        """A channel's project must be one that is there, and projects take a restart."""
        return read.projects.keys() == self.settings.projects.keys()

    def _now(self, name: str) -> object:
        return getattr(self.settings, name)


CHANNELS = "dgusage_channel_projects"


def _named(fields: set[str]) -> list[str]:
    return sorted(name.upper() for name in fields)
