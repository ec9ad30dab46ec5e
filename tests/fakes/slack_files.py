"""The part of the fake Slack that takes files."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from tests.fakes.slack import Posted


class Files:
    """Upload URLs, what was sent there, and where it was shared."""

    url: str
    files: dict[str, bytes]  # by file id
    number: Callable[[], int]
    note: Callable[[Posted], Awaitable[None]]

    async def _files_getUploadURLExternal(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        file = f"F0{self.number():07d}"
        return {"upload_url": f"{self.url}/upload/{file}", "file_id": file}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self.files[request.match_info["file"]] = await request.read()
        return web.Response(text=f"OK - {len(self.files[request.match_info['file']])}")

    async def _files_completeUploadExternal(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        given = args["files"]
        files = json.loads(given) if isinstance(given, str) else given
        from tests.fakes.slack import Posted

        posted = Posted(
            "file",
            str(args["channel_id"]),
            str(args.get("initial_comment", "")),
            thread_ts=str(args.get("thread_ts", "")),
            args={
                **args,
                "content": self.files[files[0]["id"]].decode(),
                "title": files[0]["title"],
            },
        )
        await self.note(posted)
        return {"files": files}
