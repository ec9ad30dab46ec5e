"""What the fake Slack does for workflows and the agent view: it takes it, and says so."""

import json
from typing import Any


class More:
    """Methods that answer with nothing but ok; what they were given is in `calls`."""

    async def _functions_completeSuccess(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if isinstance(args["outputs"], str):
            args["outputs"] = json.loads(args["outputs"])
        return {}

    async def _functions_completeError(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {}

    async def _assistant_threads_setSuggestedPrompts(  # noqa: N802
        self, args: dict[str, Any]
    ) -> dict[str, Any]:
        return {}

    async def _agents_sessions_setStatus(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {}
