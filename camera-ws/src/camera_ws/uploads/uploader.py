"""Empties the spool into the hub: each capture is offered until the hub says that it is durable there."""

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads.client import Answer, Intake
from camera_ws.uploads.spool import Spool, SpoolEntry

log = logging.getLogger(__name__)

PARALLEL = 3
RETRY_FIRST_S = 0.5
RETRY_MAX_S = 30.0
ENTRY_RETRY_MAX_S = 120.0
"""A capture that the hub cannot take now, and alone, is offered again after at most so long."""
REFUSALS_IN_ROW = 6
"""After so many captures in a row that the hub cannot take, the others wait for the next round."""
PREVIEW_ATTEMPTS = 5
AHEAD_MAX_BYTES = 32 * 1024 * 1024
"""Larger files are read back from the spool: they would stay in memory for as long as the hub takes."""


Outcome = Literal["settled", "waits", "away"]
"""Of one attempt: gone or set aside; to be offered again; the hub takes nothing at all now."""


@dataclass(slots=True)
class _Wait:
    """due_s: when the capture is offered again, by time.monotonic."""

    attempts: int = 0
    due_s: float = 0.0


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
        self._arrived: set[str] = set()
        """Captures that only have to leave the spool."""
        self._waits: dict[str, _Wait] = {}
        """When a capture that the hub could not take is offered again. One does not hold up the others."""

    async def run(self) -> None:
        try:
            while True:
                self._wake.clear()
                away = not await self._drain()
                self._hub_takes = not away and not self._waits
                await self._pause(away)
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
        """Stops the upload of a capture that could not be written into the spool."""
        offer = self._ahead.pop(capture_id, None)
        if offer is not None:
            offer.cancel()

    async def _pause(self, away: bool) -> None:
        """Until the wake-up, the next round of a hub that is away, or the first capture that is due."""
        delay_s: float | None = None
        if away:
            delay_s = self._retry_s * random.uniform(0.75, 1.25)
            self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)
        else:
            self._retry_s = RETRY_FIRST_S
            if self._waits:
                delay_s = max(0.0, min(wait.due_s for wait in self._waits.values()) - time.monotonic())
        try:
            async with asyncio.timeout(delay_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self) -> bool:
        """One attempt at everything that is due; whether the hub takes anything at all.

        What comes meanwhile is begun too: a picture does not wait for a clip of some GB.
        """
        tried: set[str] = set()
        running: set[asyncio.Task[Outcome]] = set()
        woken = False
        refusals = 0
        try:
            while True:
                self._begin_waiting(tried, running)
                if not running:
                    return True
                came, outcomes = await self._next_event(running)
                woken = woken or came
                refusals = 0 if "settled" in outcomes else refusals + outcomes.count("waits")
                if "away" in outcomes or refusals >= REFUSALS_IN_ROW:
                    # The rest would most likely fail too: it waits for the next round, which a wake-up brings at once.
                    await asyncio.gather(*running)
                    if woken:
                        self._wake.set()
                    return False
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _begin_waiting(self, tried: set[str], running: "set[asyncio.Task[Outcome]]") -> None:
        entries = self._spool.entries()
        self._forget_waits({entry.metadata.id for entry in entries})
        for entry in self._due(entries):
            if len(running) >= PARALLEL:
                return
            if entry.metadata.id not in tried:
                tried.add(entry.metadata.id)
                running.add(asyncio.create_task(self._upload(entry)))

    def _due(self, entries: list[SpoolEntry]) -> list[SpoolEntry]:
        """Those offered least often first, then the oldest."""
        now_s = time.monotonic()
        none = _Wait()
        due = [entry for entry in entries if self._waits.get(entry.metadata.id, none).due_s <= now_s]
        return sorted(due, key=lambda entry: self._waits.get(entry.metadata.id, none).attempts)

    def _forget_waits(self, present: set[str]) -> None:
        for capture_id in set(self._waits) - present:
            del self._waits[capture_id]

    async def _next_event(self, running: "set[asyncio.Task[Outcome]]") -> tuple[bool, list[Outcome]]:
        """Waits for uploads to end or the spool to grow: whether it grew, and how those ended that did."""
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
            outcome = await self._offer(entry)
        except OSError as error:
            # On Windows a virus scanner or a backup may hold the folder for a while.
            log.warning(
                "the spool's folder of a capture cannot be changed; tried again later",
                extra={"capture": entry.metadata.id, "reason": str(error)},
            )
            outcome = "waits"
        if outcome == "settled":
            self._waits.pop(entry.metadata.id, None)
        elif outcome == "waits":
            wait = self._waits.setdefault(entry.metadata.id, _Wait())
            delay_s = min(RETRY_FIRST_S * 2.0 ** min(wait.attempts, 20), ENTRY_RETRY_MAX_S)
            wait.attempts += 1
            wait.due_s = time.monotonic() + delay_s * random.uniform(0.75, 1.25)
        return outcome

    async def _offer(self, entry: SpoolEntry) -> Outcome:
        capture_id = entry.metadata.id
        if capture_id not in self._arrived:
            outcome = await self._offer_parts(entry)
            if outcome != "settled" or self._spool.get(capture_id) is None:
                return outcome
            self._arrived.add(capture_id)
        await asyncio.to_thread(self._spool.remove, capture_id)
        self._arrived.discard(capture_id)
        log.info("capture uploaded", extra={"capture": capture_id})
        return "settled"

    async def _offer_parts(self, entry: SpoolEntry) -> Outcome:
        """settled when the hub has all of it, or when it was set aside."""
        capture_id = entry.metadata.id
        if capture_id not in self._without_preview:
            ahead = self._ahead.pop(capture_id, None)
            answer = await (ahead or self._intake.put_master(entry))
            if answer.outcome == "never":
                await asyncio.to_thread(self._spool.reject, capture_id, answer.reason)
                log.error(
                    "the hub refused a capture; set aside", extra={"capture": capture_id, "reason": answer.reason}
                )
                return "settled"
            if answer.outcome != "taken":
                log.info("upload not taken yet", extra={"capture": capture_id, "reason": answer.reason})
                return "away" if answer.outcome == "away" else "waits"
        return "settled" if entry.preview is None else await self._offer_preview(entry, entry.preview)

    async def _offer_preview(self, entry: SpoolEntry, preview: Path) -> Outcome:
        """settled when there is nothing more to do for it: it was taken, refused, or offered often enough."""
        capture_id = entry.metadata.id
        attempts = self._without_preview.get(capture_id, 0) + 1
        self._without_preview[capture_id] = attempts
        answer = await self._intake.put_preview(entry, preview)
        if answer.outcome in ("later", "away") and attempts < PREVIEW_ATTEMPTS:
            log.info("preview not taken yet", extra={"capture": capture_id, "reason": answer.reason})
            return "away" if answer.outcome == "away" else "waits"
        if answer.outcome != "taken":
            log.warning("the hub has no preview of a capture", extra={"capture": capture_id, "reason": answer.reason})
        del self._without_preview[capture_id]
        return "settled"
