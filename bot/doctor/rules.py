"""Who may see what, rule by rule, and how far the records can be trusted."""

from collections.abc import Iterator

from bot.doctor.finding import Finding
from bot.policy.model import Policy
from bot.policy.say import in_force
from bot.settings import Settings

UNKEYED = "chained without a key; DGUSAGE_AUDIT_KEY would hold them against who can write to Redis"


def rules(settings: Settings) -> Iterator[Finding]:
    """The policy in force, and the records."""
    for line in in_force(settings.dgusage_policy or Policy()):
        yield Finding("access", ok=True, says=line)
    chained = "chained with a key" if settings.dgusage_audit_key else UNKEYED
    yield Finding("audit", ok=True, says=f"questions are recorded for 400 days, {chained}")
