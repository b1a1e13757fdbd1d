"""Empties the spool into the hub: each capture is offered until the hub says that it is durable there."""

import asyncio
import logging
import random
from collections.abc import Sequence
from pathlib import Path

from camera_ws.intake import Answer, Intake
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.spool import Spool, SpoolEntry

log = logging.getLogger(__name__)

PARALLEL = 3
RETRY_FIRST_S = 0.5
RETRY_MAX_S = 30.0
PREVIEW_ATTEMPTS = 5
AHEAD_MAX_BYTES = 32 * 1024 * 1024
"""Larger files are read back from the spool: they would stay in memory for as long as the hub takes."""


class Uploader:
    """run until cancelled; wake it when the spool has grown or the hub is back."""

    def __init__(self, spool: Spool, hub_url: str, token: str, wake: asyncio.Event) -> None:
        self._spool = spool
        self._wake = wake
        self._retry_s = RETRY_FIRST_S
        self._intake = Intake(hub_url, token)
        self._hub_takes = False
        """Whether all that waited was settled last time."""
        self._ahead: dict[str, asyncio.Task[Answer]] = {}
        self._without_preview: dict[str, int] = {}
        """Captures that are durable in the hub but for their preview, with the attempts made at that."""

    async def run(self) -> None:
        try:
            while True:
                self._wake.clear()
                self._hub_takes = await self._drain()
                await self._pause(self._hub_takes)
        finally:
            self._hub_takes = False
            for capture_id in list(self._ahead):
                self.forget(capture_id)
            await self._intake.close()

    def begin(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> None:
        """Offers a capture while it is still being written into the spool, which saves who waits for it that time.

        The spool loses nothing by it: the capture leaves it only once it is there and the hub has it. Not done while
        the hub is away or other captures wait for it.
        """
        if self._hub_takes and len(self._ahead) < PARALLEL and metadata.size_bytes <= AHEAD_MAX_BYTES:
            self._ahead[metadata.id] = asyncio.create_task(self._intake.put_parts(metadata, parts))

    def forget(self, capture_id: str) -> None:
        """It will not come into the spool."""
        offer = self._ahead.pop(capture_id, None)
        if offer is not None:
            offer.cancel()

    async def _pause(self, drained: bool) -> None:
        if drained:
            self._retry_s = RETRY_FIRST_S
            await self._wake.wait()
            return
        delay_s = self._retry_s * random.uniform(0.75, 1.25)
        self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)
        try:
            async with asyncio.timeout(delay_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self) -> bool:
        """One attempt at everything that waits; whether all of it was settled.

        What comes meanwhile is begun too: a picture does not wait for a clip of some GB.
        """
        tried: set[str] = set()
        running: set[asyncio.Task[bool]] = set()
        woken = False
        try:
            while True:
                self._begin_waiting(tried, running)
                if not running:
                    return True
                came, settled = await self._next_event(running)
                woken = woken or came
                if not settled:
                    # The rest would most likely fail too: it waits for the next round, which a wake-up brings at once.
                    await asyncio.gather(*running)
                    if woken:
                        self._wake.set()
                    return False
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _begin_waiting(self, tried: set[str], running: "set[asyncio.Task[bool]]") -> None:
        for entry in self._spool.entries():
            if len(running) >= PARALLEL:
                return
            if entry.metadata.id not in tried:
                tried.add(entry.metadata.id)
                running.add(asyncio.create_task(self._upload(entry)))

    async def _next_event(self, running: "set[asyncio.Task[bool]]") -> tuple[bool, bool]:
        """Waits for uploads to end or the spool to grow: whether it grew, whether all that ended is settled."""
        growth = asyncio.create_task(self._wake.wait())
        try:
            ended, _ = await asyncio.wait({*running, growth}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            growth.cancel()
        grown = growth in ended
        if grown:
            self._wake.clear()
        finished = ended & running
        running -= finished
        return grown, all(task.result() for task in finished)

    async def _upload(self, entry: SpoolEntry) -> bool:
        """Whether the entry is settled: gone, or set aside."""
        capture_id = entry.metadata.id
        if capture_id not in self._without_preview:
            ahead = self._ahead.pop(capture_id, None)
            answer = await (ahead or self._intake.put_master(entry))
            if answer.outcome == "never":
                await asyncio.to_thread(self._spool.reject, capture_id, answer.reason)
                log.error(
                    "the hub refused a capture; set aside", extra={"capture": capture_id, "reason": answer.reason}
                )
                return True
            if answer.outcome == "later":
                log.info("upload not taken yet", extra={"capture": capture_id, "reason": answer.reason})
                return False
        if entry.preview is not None and not await self._offer_preview(entry, entry.preview):
            return False
        await asyncio.to_thread(self._spool.remove, capture_id)
        log.info("capture uploaded", extra={"capture": capture_id})
        return True

    async def _offer_preview(self, entry: SpoolEntry, preview: Path) -> bool:
        """Whether there is nothing more to do for it: it was taken, refused, or offered often enough."""
        capture_id = entry.metadata.id
        attempts = self._without_preview.get(capture_id, 0) + 1
        self._without_preview[capture_id] = attempts
        answer = await self._intake.put_preview(entry, preview)
        if answer.outcome == "later" and attempts < PREVIEW_ATTEMPTS:
            log.info("preview not taken yet", extra={"capture": capture_id, "reason": answer.reason})
            return False
        if answer.outcome != "taken":
            log.warning("the hub has no preview of a capture", extra={"capture": capture_id, "reason": answer.reason})
        del self._without_preview[capture_id]
        return True
