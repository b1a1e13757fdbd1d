"""Notifications of other parts to the hub; only the newest of each subject is kept."""

import asyncio
from typing import Any

from camera_ws.protocol import rpc


class Outbox:
    """Used on the event loop only. Keeps nothing while the hub is disconnected: hello carries the state."""

    def __init__(self) -> None:
        self._pending: dict[str, str] = {}
        self._filled = asyncio.Event()
        self._open = False

    def open(self) -> None:
        """Starts a connection; drops messages of the last one."""
        self._pending.clear()
        self._filled.clear()
        self._open = True

    def close(self) -> None:
        self._open = False
        self._pending.clear()

    def put(self, subject: str, method: str, params: dict[str, Any]) -> None:
        """Replaces an unsent message on the same subject."""
        if not self._open:
            return
        self._pending[subject] = rpc.notification(method, params)
        self._filled.set()

    async def take(self) -> list[str]:
        """Waits for a message; returns all pending ones, in the order of their subjects."""
        await self._filled.wait()
        self._filled.clear()
        messages = list(self._pending.values())
        self._pending.clear()
        return messages
