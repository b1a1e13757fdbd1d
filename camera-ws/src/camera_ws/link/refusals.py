"""Reports the captures that the hub refused permanently."""

import asyncio
import time
from collections.abc import Callable

from camera_ws.protocol.messages import REFUSED_REASON_MAX, Refused
from camera_ws.protocol.text import cut, storable
from camera_ws.uploads.refused import RefusedCaptures
from camera_ws.uploads.spool import Spool

POLL_S = 1.0
RECOUNT_S = 10.0
"""Interval of the recount, which takes a while for a folder of 100,000 captures."""


class Refusals:
    """report is called for each message; changed returns when the next report would differ."""

    def __init__(self, spool: Spool, now_s: Callable[[], float] = time.monotonic) -> None:
        self._spool = spool
        self._now_s = now_s
        self._reported: RefusedCaptures | None = None
        self._recount_due_s = now_s() + RECOUNT_S

    def report(self) -> Refused | None:
        self._reported = refused = self._spool.refused
        if refused is None:
            return None
        return Refused(count=refused.count, reason=cut(storable(refused.reason), REFUSED_REASON_MAX))

    async def changed(self) -> None:
        while self._spool.refused == self._reported:
            await asyncio.sleep(POLL_S)
            if self._reported is not None and self._now_s() >= self._recount_due_s:
                self._recount_due_s = self._now_s() + RECOUNT_S
                await asyncio.to_thread(self._spool.recount_refused)
