"""Control of a camera: one person at a time changes it."""

import asyncio
import contextlib
import time

from eyepiece.errors import ControlLost, ControlTimeout, EyepieceError, Refused, WaitTimeout
from eyepiece.hub.address import Address
from eyepiece.hub.connection import Connection
from eyepiece.json_types import json_object
from eyepiece.values.record import mapping
from eyepiece.wire.backoff import backoff_s

_ASK_EVERY_S = 1.0
_ACTIVE_EVERY_S = 60.0
_RELEASE_S = 5.0
_WAITED_FOR = ("conflict", "control_held", "camera_offline", "rate_limited", "shutting_down")
"""Answers to a request for control that may be better a moment later."""


class Lease:
    """Holds control from acquire() to release(). The connection tells the hub that the holder is there."""

    def __init__(self, address: Address, camera_id: str, user_id: str) -> None:
        self._address = address
        self.camera_id = camera_id
        self._user_id = user_id
        self._connection: Connection | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._asked = False
        self._had_before = False
        """The person had control already, such as in the page. It stays after this lease."""
        self._epoch: int | None = None
        self._lost: ControlLost | None = None

    @property
    def lost(self) -> bool:
        return self._lost is not None

    @property
    def epoch(self) -> int:
        """For each command. Raises ControlLost when another person has taken over in the meantime."""
        if self._lost is not None:
            raise self._lost
        if self._epoch is None:
            raise EyepieceError(f"control of {self.camera_id} was released")
        return self._epoch

    def lose(self, error: Refused) -> ControlLost:
        """The hub refused the epoch of a command."""
        return self._lose(error.holder, error.message)

    async def acquire(self, timeout: float) -> None:
        """A free camera is given at once. Otherwise its holder is asked, and the hub passes control after 15 s."""
        ends = time.monotonic() + timeout
        why = "the hub did not answer"
        try:
            while time.monotonic() < ends:
                try:
                    async with asyncio.timeout(ends - time.monotonic()):
                        why = await self._ask(await self._connected())
                except WaitTimeout as error:
                    why = str(error)
                except TimeoutError:
                    break
                except Refused as error:
                    if error.code not in _WAITED_FOR:
                        raise
                    why = error.message
                except EyepieceError as error:
                    why = str(error)
                if self._epoch is not None:
                    self._keeper = asyncio.create_task(self._keep())
                    return
                await asyncio.sleep(min(_ASK_EVERY_S, max(0.0, ends - time.monotonic())))
            raise ControlTimeout(f"control of {self.camera_id} was not granted within {timeout:g} s: {why}")
        except BaseException:
            await self._give_up()
            raise

    async def release(self) -> None:
        """Does nothing if control was lost. May be called twice."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        held, self._epoch = self._epoch is not None and self._lost is None, None
        await self._end(*(["control:release"] if held and not self._had_before else []))

    async def _give_up(self) -> None:
        """The hub may have given control in the meantime, or its answer was lost."""
        if self._asked:
            await self._end("control:withdraw", *([] if self._had_before else ["control:release"]))
        else:
            await self._end()

    async def _end(self, *events: str) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        # Control ends by itself soon after the last connection of the person.
        with contextlib.suppress(EyepieceError):
            for event in events:
                if not connection.closed.is_set():
                    await connection.call(event, {"cameraId": self.camera_id}, _RELEASE_S)
        await connection.close()

    async def _connected(self) -> Connection:
        if self._connection is not None:
            if not self._connection.closed.is_set():
                return self._connection
            await self._connection.close()
        connection = Connection(self._address, "all")
        connection.on("control:state", self._on_state)
        self._connection = connection
        await connection.open()
        return connection

    async def _ask(self, connection: Connection) -> str:
        if not self._asked:
            # The hub sends `control:state` before its answer.
            await connection.call("time:sync", {})
            self._asked = True
        answer = await connection.call("control:request", {"cameraId": self.camera_id})
        control = mapping(answer.get("control"), "control")
        holder = json_object(control.get("holder")) or {}
        if holder.get("userId") == self._user_id:
            self._epoch = int(control["epoch"])
        return f"{holder.get('name', 'another person')} controls the camera"

    async def _keep(self) -> None:
        """Reports activity, so that a long computation keeps control, and opens the connection again."""
        attempt = 0
        while self._lost is None:
            try:
                connection = await self._connected()
                await connection.call("control:active", {"cameraId": self.camera_id})
                attempt = 0
            except EyepieceError:
                attempt += 1
                await asyncio.sleep(backoff_s(attempt))
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ACTIVE_EVERY_S):
                    await connection.closed.wait()

    def _on_state(self, given: object) -> None:
        state = json_object(given)
        if state is None or state.get("cameraId") != self.camera_id:
            return
        holder = json_object(state.get("holder")) or {}
        if self._epoch is None:
            if not self._asked:
                self._had_before = holder.get("userId") == self._user_id
            return
        # An announcement may be older than the answer that gave control.
        if int(state.get("epoch", 0)) < self._epoch:
            return
        if holder.get("userId") != self._user_id or state.get("epoch") != self._epoch:
            by = (json_object(state.get("last")) or {}).get("change", "ended")
            self._lose(holder.get("name"), f"control of {self.camera_id} was lost ({by})")

    def _lose(self, holder: str | None, message: str) -> ControlLost:
        if self._lost is None:
            self._lost = ControlLost("control_held", message, status=409, holder=holder)
        return self._lost
