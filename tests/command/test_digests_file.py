"""`dgusage digests` in the terminal: digests as a file, brought back, and tried again."""

from pathlib import Path

import pytest

from bot.terminal.digest_file import HEAD, read
from tests.command.process import Ran, dgusage

WRITTEN = """\
dgusage: 1
digests:
- id: abc123abc123
  questions: [tag:support last week, "by model: yesterday"]
  when: every monday at 10:30 Europe/Berlin
  channel: C0SUPPORT
  team: T0HOME001
  owner: U0ANA0001
- id: def456def456
  questions: [cost by key yesterday]
  when: every day at 09:00 UTC
  channel: C0MONEY01
  team: T0HOME001
  owner: U0BO00001
  conditions: {cost: 100.50}
"""


class Machine:
    """A terminal, and a store of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def types(self, *arguments: str) -> Ran:
        return dgusage("digests", *arguments, env={"DGUSAGE_DATA_DIR": str(self.place / "data")})

    def file(self, text: str, name: str = "digests.yaml") -> str:
        path = self.place / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_file_written_by_hand_makes_them_and_an_export_brings_them_anywhere(
    machine: Machine, tmp_path: Path
) -> None:
    dry = machine.types("import", machine.file(WRITTEN), "--dry-run")
    assert "There are no digests" in machine.types("list").out
    made = machine.types("import", machine.file(WRITTEN))
    export = machine.types("export").out
    (tmp_path / "other").mkdir()
    elsewhere = Machine(tmp_path / "other")
    assert elsewhere.types("import", elsewhere.file(export)).out.endswith("2 made.\n")

    assert dry.out.splitlines()[-1] == "Nothing was changed. It would be: 2 made."
    assert [line.split()[:2] for line in made.out.splitlines()[:2]] == [
        ["new", "abc123abc123"],
        ["new", "def456def456"],
    ]
    assert made.out.splitlines()[-1] == "2 made."
    assert export.startswith(HEAD)
    assert sorted(d["questions"] for d in read(export)["digests"]) == [
        ["cost by key yesterday"],
        ["tag:support last week", "by model: yesterday"],
    ]
    assert elsewhere.types("export").out == export


def test_it_says_of_each_what_a_file_does_to_it(machine: Machine) -> None:
    machine.types("import", machine.file(WRITTEN))
    changed = WRITTEN.replace("every day at 09:00 UTC", "every day at 18:00 UTC")
    said = machine.types("import", machine.file(changed)).out.splitlines()

    assert said[0].startswith("same")
    assert said[1].startswith("changed")
    assert said[1].endswith("(schedule)")
    assert said[2] == "1 the same already, 1 changed."
    assert "18:00" in machine.types("list").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            WRITTEN.replace("U0BO00001", "bo"),
            "digest 2 (def456def456): `owner` is no id of Slack's",
        ),
        (WRITTEN.replace("[cost", "[[cost"), "line "),
        ("", "not an export of digests"),
    ],
)
def test_a_file_with_a_fault_changes_nothing_and_says_where_it_is(
    machine: Machine, text: str, said: str
) -> None:
    done = machine.types("import", machine.file(text))

    assert done.status == 1
    assert said in done.err
    assert "Traceback" not in done.err
    assert "There are no digests" in machine.types("list").out


def test_where_nothing_is_held_back_there_is_nothing_to_try_again(machine: Machine) -> None:
    done = machine.types("resume")

    assert (done.status, done.out) == (0, "Nothing was held back.\n")
