"""Settings that name other settings: a channel's project has to be one that there is."""

import pytest

from bot.settings import Need, SettingsFault, load

TWO = '{"acme": "key-of-acme", "blue": {"key": "key-of-blue"}}'


def given(monkeypatch: pytest.MonkeyPatch, projects: str, channels: str) -> None:
    monkeypatch.setenv("DEEPGRAM_PROJECTS", projects)
    monkeypatch.setenv("DGUSAGE_CHANNEL_PROJECTS", channels)


def test_each_channel_has_its_project(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TWO, " C0123=acme, C0456 = blue ,G0789ABC=acme,")

    found = load(Need.DEEPGRAM).dgusage_channel_projects

    assert found == {"C0123": "acme", "C0456": "blue", "G0789ABC": "acme"}


def test_a_project_that_there_is_not_is_said_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TWO, "C0123=acme,C0456=bleu,C0789=gren")

    with pytest.raises(SettingsFault) as fault:
        load(Need.DEEPGRAM)

    assert fault.value.lines == [
        "DGUSAGE_CHANNEL_PROJECTS names projects that there are not: bleu, gren (there: acme, blue)"
    ]


def test_a_key_in_the_place_of_a_name_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TWO, f"C0123={'0123456789' * 4}")

    with pytest.raises(SettingsFault) as fault:
        load(Need.DEEPGRAM)

    assert "0123456789" not in str(fault.value)
    assert "[hidden]" in str(fault.value)


@pytest.mark.parametrize(
    "channels", ["acme", "#general=acme", "C0123=", "=acme", "C01=acme,C01=blue"]
)
def test_what_is_no_channel_and_its_project_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, channels: str
) -> None:
    given(monkeypatch, TWO, channels)

    with pytest.raises(SettingsFault, match="DGUSAGE_CHANNEL_PROJECTS must be channels"):
        load(Need.DEEPGRAM)


def test_without_the_setting_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TWO, "")

    assert load(Need.DEEPGRAM).dgusage_channel_projects is None
