"""The captures that the hub refused for good, as the hub was last told of them."""

import asyncio
import time
from collections.abc import Callable

from camera_ws.protocol.messages import REFUSED_REASON_MAX, Refused
from camera_ws.protocol.text import cut, storable
from camera_ws.uploads.spool import RefusedCaptures, Spool

LOOK_S = 1.0
RECOUNT_S = 10.0
"""A folder of 100,000 captures takes a while to read: a person who empties it waits this long for the report."""


class Refusals:
    """tell for each message; changed returns when the next message would say something else."""

    def __init__(self, spool: Spool, now_s: Callable[[], float] = time.monotonic) -> None:
        self._spool = spool
        self._now_s = now_s
        self._told: RefusedCaptures | None = None
        self._recount_due_s = now_s() + RECOUNT_S

    def tell(self) -> Refused | None:
        self._told = refused = self._spool.refused
        if refused is None:
            return None
        return Refused(count=refused.count, reason=cut(storable(refused.reason), REFUSED_REASON_MAX))

    async def changed(self) -> None:
        while self._spool.refused == self._told:
            await asyncio.sleep(LOOK_S)
            if self._told is not None and self._now_s() >= self._recount_due_s:
                self._recount_due_s = self._now_s() + RECOUNT_S
                await asyncio.to_thread(self._spool.recount_refused)
