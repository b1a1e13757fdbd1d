"""Uploads the captures of the spool; each is tried again until the hub confirms that it is durable there."""

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads.client import Answer, UploadClient
from camera_ws.uploads.spool import Spool, SpoolEntry

log = logging.getLogger(__name__)

PARALLEL = 3
RETRY_FIRST_S = 0.5
RETRY_MAX_S = 30.0
ENTRY_RETRY_MAX_S = 120.0
"""Longest delay before a single capture is tried again."""
FAILURES_IN_ROW = 6
"""After this many failed captures in a row the others wait for the next round."""
PREVIEW_ATTEMPTS = 5
AHEAD_MAX_BYTES = 32 * 1024 * 1024
"""Larger files are read back from the spool: otherwise they would stay in memory during the upload."""


Outcome = Literal["done", "retry", "unavailable"]
"""Of one attempt: uploaded or set aside; to be tried again; the hub stores nothing now."""


@dataclass(slots=True)
class _Retry:
    """due_s: time of the next attempt, by time.monotonic."""

    attempts: int = 0
    due_s: float = 0.0


class Uploader:
    """run until cancelled. Set wake when the spool has grown."""

    def __init__(
        self, spool: Spool, hub_url: str, token: str, wake: asyncio.Event, ca_file: Path | None = None
    ) -> None:
        self._spool = spool
        self._wake = wake
        self._retry_s = RETRY_FIRST_S
        self._client = UploadClient(hub_url, token, ca_file)
        self._hub_ready = False
        """True when the last round left no capture to try again."""
        self._ahead: dict[str, asyncio.Task[Answer]] = {}
        self._without_preview: dict[str, int] = {}
        """Captures in the hub whose preview is still missing, with the number of attempts."""
        self._uploaded: set[str] = set()
        """Captures that only have to be removed from the spool."""
        self._retries: dict[str, _Retry] = {}
        """Captures to try again. One of them does not hold up the others."""

    async def run(self) -> None:
        try:
            while True:
                self._wake.clear()
                unavailable = not await self._drain()
                self._hub_ready = not unavailable and not self._retries
                await self._pause(unavailable)
        finally:
            self._hub_ready = False
            for capture_id in list(self._ahead):
                self.forget(capture_id)
            await self._client.close()

    def hub_is_back(self) -> None:
        """Tries all captures at once. Uploads to a hub that hangs begin again: another hub may answer now."""
        self._client.abandon_silent()
        self._wake.set()

    def begin(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> None:
        """Uploads a capture while it is still being written to the spool, so that its viewer sees it sooner.

        The capture leaves the spool only once it is complete there and the hub has it. Does nothing while the hub is
        unavailable or other captures wait.
        """
        if self._hub_ready and len(self._ahead) < PARALLEL and metadata.size_bytes <= AHEAD_MAX_BYTES:
            self._ahead[metadata.id] = asyncio.create_task(self._client.put_parts(metadata, parts))

    def forget(self, capture_id: str) -> None:
        """Aborts the upload of a capture that could not be written to the spool."""
        upload = self._ahead.pop(capture_id, None)
        if upload is not None:
            upload.cancel()

    async def _pause(self, unavailable: bool) -> None:
        """Waits for a wake-up, the next round of an unavailable hub, or the first capture that is due."""
        delay_s: float | None = None
        if unavailable:
            delay_s = self._retry_s * random.uniform(0.75, 1.25)
            self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)
        else:
            self._retry_s = RETRY_FIRST_S
            if self._retries:
                delay_s = max(0.0, min(retry.due_s for retry in self._retries.values()) - time.monotonic())
        try:
            async with asyncio.timeout(delay_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self) -> bool:
        """One attempt at every capture that is due; False when the hub is unavailable.

        New captures are started too: a picture does not wait for a clip of several GB.
        """
        tried: set[str] = set()
        running: set[asyncio.Task[Outcome]] = set()
        woken = False
        failures = 0
        try:
            while True:
                self._start_due(tried, running)
                if not running:
                    return True
                grown, outcomes = await self._next_event(running)
                woken = woken or grown
                failures = 0 if "done" in outcomes else failures + outcomes.count("retry")
                if "unavailable" in outcomes or failures >= FAILURES_IN_ROW:
                    # The rest would most likely fail too: leave it for the next round, which a wake-up starts at once.
                    await asyncio.gather(*running)
                    if woken:
                        self._wake.set()
                    return False
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _start_due(self, tried: set[str], running: "set[asyncio.Task[Outcome]]") -> None:
        entries = self._spool.entries()
        self._drop_retries({entry.metadata.id for entry in entries})
        for entry in self._due(entries):
            if len(running) >= PARALLEL:
                return
            if entry.metadata.id not in tried:
                tried.add(entry.metadata.id)
                running.add(asyncio.create_task(self._upload(entry)))

    def _due(self, entries: list[SpoolEntry]) -> list[SpoolEntry]:
        """Fewest attempts first, then the oldest."""
        now_s = time.monotonic()
        none = _Retry()
        due = [entry for entry in entries if self._retries.get(entry.metadata.id, none).due_s <= now_s]
        return sorted(due, key=lambda entry: self._retries.get(entry.metadata.id, none).attempts)

    def _drop_retries(self, present: set[str]) -> None:
        for capture_id in set(self._retries) - present:
            del self._retries[capture_id]

    async def _next_event(self, running: "set[asyncio.Task[Outcome]]") -> tuple[bool, list[Outcome]]:
        """Waits until an upload ends or the spool grows; returns whether it grew and the outcomes of ended uploads."""
        growth = asyncio.create_task(self._wake.wait())
        try:
            ended, _ = await asyncio.wait({*running, growth}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            growth.cancel()
        grown = growth in ended
        if grown:
            self._wake.clear()
        finished = [task for task in running if task in ended]
        running.difference_update(finished)
        return grown, [task.result() for task in finished]

    async def _upload(self, entry: SpoolEntry) -> Outcome:
        try:
            outcome = await self._try_upload(entry)
        except OSError as error:
            # On Windows a virus scanner or a backup may hold the folder for a while.
            log.warning(
                "the folder of a capture in the spool cannot be changed; retrying later",
                extra={"capture": entry.metadata.id, "reason": str(error)},
            )
            outcome = "retry"
        if outcome == "done":
            self._retries.pop(entry.metadata.id, None)
        elif outcome == "retry":
            retry = self._retries.setdefault(entry.metadata.id, _Retry())
            delay_s = min(RETRY_FIRST_S * 2.0 ** min(retry.attempts, 20), ENTRY_RETRY_MAX_S)
            retry.attempts += 1
            retry.due_s = time.monotonic() + delay_s * random.uniform(0.75, 1.25)
        return outcome

    async def _try_upload(self, entry: SpoolEntry) -> Outcome:
        capture_id = entry.metadata.id
        if capture_id not in self._uploaded:
            outcome = await self._try_parts(entry)
            if outcome != "done" or self._spool.get(capture_id) is None:
                return outcome
            self._uploaded.add(capture_id)
        await asyncio.to_thread(self._spool.remove, capture_id)
        self._uploaded.discard(capture_id)
        log.info("capture uploaded", extra={"capture": capture_id})
        return "done"

    async def _try_parts(self, entry: SpoolEntry) -> Outcome:
        """done when the hub has master and preview, or when the capture was set aside."""
        capture_id = entry.metadata.id
        if capture_id not in self._without_preview:
            ahead = self._ahead.pop(capture_id, None)
            answer = await (ahead or self._client.put_master(entry))
            if answer.outcome == "refused":
                if await asyncio.to_thread(self._spool.reject, capture_id, answer.reason):
                    log.error(
                        "a capture cannot be uploaded; set aside",
                        extra={"capture": capture_id, "reason": answer.reason},
                    )
                return "done"
            if answer.outcome != "stored":
                log.info("the hub cannot store the capture yet", extra={"capture": capture_id, "reason": answer.reason})
                return "unavailable" if answer.outcome == "unavailable" else "retry"
        return "done" if entry.preview is None else await self._try_preview(entry, entry.preview)

    async def _try_preview(self, entry: SpoolEntry, preview: Path) -> Outcome:
        """done when the preview was stored, refused, or tried often enough."""
        capture_id = entry.metadata.id
        attempts = self._without_preview.get(capture_id, 0) + 1
        self._without_preview[capture_id] = attempts
        answer = await self._client.put_preview(entry, preview)
        if answer.outcome in ("later", "unavailable") and attempts < PREVIEW_ATTEMPTS:
            log.info("the hub cannot store the preview yet", extra={"capture": capture_id, "reason": answer.reason})
            return "unavailable" if answer.outcome == "unavailable" else "retry"
        if answer.outcome != "stored":
            log.warning("the hub has no preview of a capture", extra={"capture": capture_id, "reason": answer.reason})
        del self._without_preview[capture_id]
        return "done"
