"""`dgusage doctor`: one line for each thing that must be in order: ok, or what to do."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict

from bot.clock import wall
from bot.doctor.examine import examine
from bot.doctor.finding import Finding
from bot.log import configure
from bot.settings import Need, SettingsFault, load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--json", action="store_true", help="the findings as JSON")


def run(options: argparse.Namespace) -> int:
    """Prints every finding; 0 where all is in order, else 1."""
    findings = asyncio.run(_found(as_they_come=not options.json))
    if options.json:
        print(
            json.dumps({"ok": _well(findings), "checks": [asdict(f) for f in findings]}, indent=2)
        )
    return 0 if _well(findings) else 1


def _well(findings: list[Finding]) -> bool:
    return all(finding.ok for finding in findings)


async def _found(*, as_they_come: bool) -> list[Finding]:
    findings: list[Finding] = []

    def take(finding: Finding) -> None:
        findings.append(finding)
        if as_they_come:
            mark = "ok  " if finding.ok else "TODO"
            print(f"{mark}  {finding.name:24} {finding.says}", flush=True)

    try:
        settings = load(Need.NOTHING)
    except SettingsFault as fault:
        for line in fault.lines:
            take(Finding("settings", ok=False, says=line))
        return findings
    configure("CRITICAL", [])
    async for finding in examine(settings, wall):
        take(finding)
    if as_they_come and _well(findings):
        print("All is in order: dgusage serve", file=sys.stdout)
    return findings
