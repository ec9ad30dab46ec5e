"""How secrets get out of libraries by themselves, each shown (the control), and that ours do not.

F17 pydantic quotes what it was given, F18 so do HTTP clients, tracebacks and reprs. The numbers are
those of docs/security.md.
"""

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import httpx
import pytest
import structlog
from pydantic import BaseModel, SecretStr, ValidationError

from bot.log import configure, logger
from bot.settings import Need as Needed
from bot.settings import ProjectSetting, Settings, SettingsFault, load
from tests.fakes.canaries import Canary, leaks

# Of a form that nothing would hide by its looks alone.
KEY = Canary("the key", f"passing{token_hex(16)}")


def told(*texts: object) -> list[str]:
    return leaks([KEY], {"there": "\n".join(map(str, texts)).encode()})


class Naive(BaseModel):
    """As ProjectSetting, with pydantic's own manners."""

    key: SecretStr
    project_id: str


def test_f17_a_project_that_lacks_something_does_not_quote_the_key_beside_it() -> None:
    with pytest.raises(ValidationError) as naive:
        Naive.model_validate({"key": KEY.secret})
    with pytest.raises(ValidationError) as ours:
        ProjectSetting.model_validate({"key": [KEY.secret]})

    assert told(naive.value)
    assert not told(ours.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEEPGRAM_PROJECTS", json.dumps({"acme": {"key": KEY.secret, "id": "x"}})),
        ("DEEPGRAM_PROJECTS", f"{{{KEY.secret}"),
        ("DEEPGRAM_API_KEY", f"{KEY.secret}\nx"),
        ("SLACK_BOT_TOKEN", KEY.secret),
        ("REDIS_URL", f"http://:{KEY.secret}@host"),
        ("DEEPGRAM_API_URL", f"https://{KEY.secret}@host"),
        ("DGUSAGE_STORE_KEY", f"{KEY.secret}{KEY.secret},short"),
        ("DGUSAGE_AUDIT_KEY", f"{KEY.secret} x"),
    ],
    ids=lambda each: each if each.isupper() else "",  # the secret is another one in each process
)
def test_f17_a_setting_that_is_refused_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsFault) as fault:
        load(Needed.NOTHING)

    assert fault.value.lines[0].startswith(name)
    assert not told(fault.value, *fault.value.lines, repr(fault.value))


def test_f18_settings_and_what_is_made_of_them_print_without_secrets() -> None:
    settings = Settings(
        _env_file=None, deepgram_api_key=KEY.secret, dgusage_store_key=KEY.secret * 2
    )

    assert not told(settings, repr(settings), settings.projects, settings.model_dump())


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    former, level = list(root.handlers), root.level
    yield
    root.handlers = former
    root.setLevel(level)


def fails(key: str) -> None:
    wanted = f"Token {key}"  # what a traceback with local variables would quote
    raise ValueError(len(wanted))


def test_f18_a_traceback_in_the_log_has_no_local_variables(
    capfd: pytest.CaptureFixture[str], logging_as_before: None
) -> None:
    render = structlog.tracebacks.ExceptionDictTransformer(show_locals=True)
    configure("DEBUG", [])
    try:
        fails(KEY.secret)
    except ValueError as fault:
        naive = render((ValueError, fault, fault.__traceback__))
        logger("bot.x").exception("broken")
    for handler in logging.getLogger().handlers:
        handler.close()

    said = capfd.readouterr().err
    assert told(naive)
    assert '"event":"broken"' in said
    assert not told(said)


def test_f18_an_http_client_that_quotes_a_key_is_cleaned_in_the_log(
    capfd: pytest.CaptureFixture[str], logging_as_before: None
) -> None:
    configure("DEBUG", [KEY.secret])
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(httpx.LocalProtocolError) as naive:
            httpx.get(url, headers={"Authorization": f"{KEY.secret}\n"}, timeout=9)
    try:
        raise naive.value
    except httpx.LocalProtocolError:
        logger("bot.x").exception("broken")
    for handler in logging.getLogger().handlers:
        handler.close()

    assert told(naive.value)
    assert not told(capfd.readouterr().err)
