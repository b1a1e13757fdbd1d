"""What parts of this service have to tell the hub between states; of each subject only the newest is kept."""

import asyncio
from typing import Any

from camera_ws.protocol import rpc


class Outbox:
    """Used on the event loop only. Nothing is kept for a hub that is away: hello tells it the rest."""

    def __init__(self) -> None:
        self._waiting: dict[str, str] = {}
        self._filled = asyncio.Event()
        self._open = False

    def open(self) -> None:
        """A hub listens from now on; what was left from the last connection is dropped."""
        self._waiting.clear()
        self._filled.clear()
        self._open = True

    def close(self) -> None:
        self._open = False
        self._waiting.clear()

    def put(self, subject: str, method: str, params: dict[str, Any]) -> None:
        """Takes the place of what is unsent on the same subject."""
        if not self._open:
            return
        self._waiting[subject] = rpc.notification(method, params)
        self._filled.set()

    async def take(self) -> list[str]:
        """The messages that wait, in the order their subjects came up; waits for the first."""
        await self._filled.wait()
        self._filled.clear()
        messages = list(self._waiting.values())
        self._waiting.clear()
        return messages
