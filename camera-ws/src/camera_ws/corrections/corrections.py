"""Dark frame, flat field and display window as people switch them, and as pictures go through them."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.latest import Latest
from camera_ws.camera.base import Frame
from camera_ws.corrections.active import Held
from camera_ws.corrections.conditions import of_frame
from camera_ws.corrections.measure import NAMES, take_reference
from camera_ws.corrections.reference import Reference
from camera_ws.corrections.store import KINDS, CorrectionStore, Kind, Switches
from camera_ws.corrections.window import Table, display_table
from camera_ws.errors import CameraBusy, SettingRejected
from camera_ws.protocol.corrections import AppliedCorrections, Corrections, CorrectionsUpdate, DisplayWindow
from camera_ws.protocol.rpc import FieldIssue

FRAMES = 16
_NEUTRAL = DisplayWindow(black=0.0, white=1.0, gamma=1.0)


def _permit_all(_: CorrectionsUpdate) -> None:
    pass


class PictureCorrections:
    """Made on the event loop. correct and display_table may be called from any thread.

    told holds the state after each update. permit is asked before one, and refuses it by an exception.
    """

    def __init__(
        self, folder: Path, acquisition: Acquisition, permit: Callable[[CorrectionsUpdate], None] = _permit_all
    ) -> None:
        self.told: Latest[Corrections] = Latest()
        self._acquisition = acquisition
        self._permit = permit
        self._keeping = asyncio.Lock()
        self._taking: asyncio.Task[None] | None = None
        self._store = CorrectionStore(folder)
        self._store.recover()
        kept: dict[Kind, Reference | None] = {kind: self._store.load(kind) for kind in KINDS}
        self._held = Held(_present(kept), self._store.load_switches())

    @property
    def state(self) -> Corrections:
        """With the reasons why references that are on do not fit what the camera is set to now."""
        held, camera = self._held, self._acquisition.current.camera
        settings = camera.settings if camera else None
        return Corrections(
            dark=held.state("dark", settings),
            flat=held.state("flat", settings),
            display=held.switches.display or _NEUTRAL,
        )

    async def update(self, update: CorrectionsUpdate) -> Corrections:
        """All of it or none; durable when it returns.

        SettingRejected, CameraBusy while a reference is being taken, NoSpace, and what waiting for frames may raise.
        A reference is taken to its end also when the caller has gone.
        """
        self._permit(update)
        if self._taking is not None and (update.dark or update.flat):
            raise CameraBusy("a reference is being taken; wait for its end")
        self._check(update)
        if "take" in (update.dark, update.flat):
            self._taking = asyncio.create_task(self._take(update), name="corrections")
            self._taking.add_done_callback(self._taken)
            await asyncio.shield(self._taking)
        else:
            await self._keep({}, update)
        return self.state

    def correct(self, frame: Frame) -> tuple[Frame, AppliedCorrections | None]:
        """The frame as it is to be shown and kept, and what was done to it; the frame itself when that is nothing.

        The corrected frame's raw is what the sensor gave.
        """
        held, camera = self._held, self._acquisition.current.camera
        if camera is None or not held.any_on():
            return frame, None
        kinds = held.fitting(frame, of_frame(frame.descriptor, camera.settings))
        if not kinds:
            return frame, None
        pixels = held.correction(kinds).run(frame.pixels, frame.descriptor.bit_depth)
        corrected = Frame(frame.descriptor, pixels, raw=lambda: frame.pixels if frame.raw is None else frame.raw)
        return corrected, held.applied(kinds)

    def display_table(self, bit_depth: int) -> Table | None:
        """From samples to the eight bits to show; None while the display window changes nothing."""
        window = self._held.switches.display
        return display_table(window, bit_depth) if window is not None else None

    async def close(self) -> None:
        """Waits for a reference under way; the acquisition must be closed before, which ends every wait for a frame."""
        if self._taking is not None:
            await asyncio.gather(self._taking, return_exceptions=True)

    def _check(self, update: CorrectionsUpdate) -> None:
        absent: list[Kind] = [
            kind for kind in KINDS if getattr(update, kind) == "on" and kind not in self._held.references
        ]
        if absent:
            raise SettingRejected(
                [FieldIssue(path=kind, message=f"no {NAMES[kind]} was taken yet", value="on") for kind in absent]
            )

    async def _take(self, update: CorrectionsUpdate) -> None:
        taken: dict[Kind, Reference] = {}
        for kind in KINDS:
            if getattr(update, kind) == "take":
                taken[kind] = await take_reference(self._acquisition, kind, update.frames or FRAMES)
        await self._keep(taken, update)

    def _taken(self, task: "asyncio.Task[None]") -> None:
        self._taking = None
        if not task.cancelled():
            task.exception()  # for the caller; when it has gone there is nobody to tell

    async def _keep(self, taken: dict[Kind, Reference], update: CorrectionsUpdate) -> None:
        async with self._keeping:
            before = self._held
            switches = _switched(before.switches, update)
            cleared: list[Kind] = [kind for kind in KINDS if getattr(update, kind) == "clear"]
            await asyncio.to_thread(self._write, taken, cleared, switches)
            if taken or cleared:
                left: dict[Kind, Reference | None] = {**before.references, **taken, **dict.fromkeys(cleared)}
                self._held = Held(_present(left), switches)
            else:
                self._held = before.switched(switches)
        self.told.put(self.state)

    def _write(self, taken: dict[Kind, Reference], cleared: list[Kind], switches: Switches) -> None:
        """In an order that leaves nothing on that is not there."""
        for kind, reference in taken.items():
            self._store.save(kind, reference)
        self._store.save_switches(switches)
        for kind in cleared:
            self._store.remove(kind)


def _switched(before: Switches, update: CorrectionsUpdate) -> Switches:
    return Switches(
        dark=before.dark if update.dark is None else update.dark in ("on", "take"),
        flat=before.flat if update.flat is None else update.flat in ("on", "take"),
        display=update.display or before.display,
    )


def _present(references: Mapping[Kind, Reference | None]) -> dict[Kind, Reference]:
    return {kind: reference for kind, reference in references.items() if reference is not None}
