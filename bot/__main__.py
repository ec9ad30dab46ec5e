"""The command line in, the exit status out: `dgusage`, or `python -m bot`.

Each command is a module of bot.terminal, imported only when it is the one that was called.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {
    "serve": "run the bot in Slack",
    "ask": "answer one question here",
    "explain": "show how a question is read, without asking anyone",
    "demo": "try it on this machine, with no account anywhere",
    "audit": "who asked what, and what was decided: read, verify or export it",
    "backup": "write what must not be lost (digests, saved questions, audit) to a file",
    "restore": "put a backup into a store",
    "seal": "seal what is in Redis with the latest key of the store",
    "digests": "list, export and import the digests, and see what became of them",
    "doctor": "check settings, keys, scopes and the store, and say what to do",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command that the arguments name; 130 where it was interrupted."""
    given = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(given)
    options = parser.parse_args(given)
    if options.command is None:
        parser.print_help()
        return 0
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130


class _Version(argparse.Action):
    """Looks the version up only where it is asked for: that takes longer than reading a question."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        sys.stdout.write(f"dgusage {metadata.version('dgusage')}\n")
        parser.exit()


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dgusage", description="What you used of Deepgram, and what it cost."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    called = next((word for word in given if word in COMMANDS), None)
    for name, meaning in COMMANDS.items():
        command = commands.add_parser(
            name, help=meaning, description=f"{meaning[0].upper()}{meaning[1:]}."
        )
        if name == called:
            module = import_module(f"bot.terminal.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
