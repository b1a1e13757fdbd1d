"""Dark frame, flat field and display window: updates by people, and their use on every picture."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.latest import Latest
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraBusy, SettingRejected
from camera_ws.pictures.corrections.active import ActiveCorrections
from camera_ws.pictures.corrections.conditions import of_frame
from camera_ws.pictures.corrections.measure import NAMES, take_reference
from camera_ws.pictures.corrections.reference import Reference
from camera_ws.pictures.corrections.store import KINDS, CorrectionStore, Kind, Switches
from camera_ws.pictures.corrections.window import Table, display_table
from camera_ws.protocol.camera.corrections import AppliedCorrections, Corrections, CorrectionsUpdate, DisplayWindow
from camera_ws.protocol.rpc import FieldIssue

FRAMES = 16
_NEUTRAL = DisplayWindow(black=0.0, white=1.0, gamma=1.0)


def _permit_all(_: CorrectionsUpdate) -> None:
    pass


class PictureCorrections:
    """Create it on the event loop. correct and display may be called from any thread.

    latest holds the state after each update. permit is called before an update; its exception refuses the update.
    """

    def __init__(
        self, folder: Path, acquisition: Acquisition, permit: Callable[[CorrectionsUpdate], None] = _permit_all
    ) -> None:
        self.latest: Latest[Corrections] = Latest()
        self._acquisition = acquisition
        self._permit = permit
        self._update_lock = asyncio.Lock()
        self._taking: asyncio.Task[None] | None = None
        self._store = CorrectionStore(folder)
        self._store.recover()
        kept: dict[Kind, Reference | None] = {kind: self._store.load(kind) for kind in KINDS}
        self._active = ActiveCorrections(_present(kept), self._store.load_switches())

    @property
    def state(self) -> Corrections:
        """Includes the reasons why active references do not match the camera's present settings."""
        active, camera = self._active, self._acquisition.current.camera
        settings = camera.settings if camera else None
        return Corrections(
            dark=active.state("dark", settings),
            flat=active.state("flat", settings),
            display=active.switches.display or _NEUTRAL,
        )

    async def update(self, update: CorrectionsUpdate) -> Corrections:
        """All of the update or none; durable when it returns.

        SettingRejected, CameraBusy while a reference is being taken, NoSpace, and the errors of waiting for frames.
        Taking a reference continues when the caller disconnects.
        """
        self._permit(update)
        if self._taking is not None and (update.dark or update.flat):
            raise CameraBusy("a reference is being taken; wait for its end")
        self._check(update)
        if "take" in (update.dark, update.flat):
            self._taking = asyncio.create_task(self._take(update), name="corrections")
            self._taking.add_done_callback(self._note_end)
            await asyncio.shield(self._taking)
        else:
            await self._keep({}, update)
        return self.state

    def correct(self, frame: Frame) -> tuple[Frame, AppliedCorrections | None]:
        """The corrected frame and the corrections that were applied; the same frame when there were none.

        The raw data of the corrected frame is uncorrected.
        """
        active, camera = self._active, self._acquisition.current.camera
        if camera is None or not active.any_active():
            return frame, None
        kinds = active.matching(frame, of_frame(frame.descriptor, camera.settings))
        if not kinds:
            return frame, None
        pixels = active.correction(kinds).run(frame.pixels, frame.descriptor.bit_depth)
        corrected = Frame(frame.descriptor, pixels, raw=lambda: frame.pixels if frame.raw is None else frame.raw)
        return corrected, active.applied(kinds)

    def display(self, bit_depth: int) -> tuple[DisplayWindow, Table] | None:
        """The display window, and the 8-bit value for each sample value; None while it changes nothing."""
        window = self._active.switches.display
        table = display_table(window, bit_depth) if window is not None else None
        return (window, table) if window is not None and table is not None else None

    async def close(self) -> None:
        """Waits for a pending reference. Close the acquisition first: that ends every wait for a frame."""
        if self._taking is not None:
            await asyncio.gather(self._taking, return_exceptions=True)

    def _check(self, update: CorrectionsUpdate) -> None:
        missing: list[Kind] = [
            kind for kind in KINDS if getattr(update, kind) == "on" and kind not in self._active.references
        ]
        if missing:
            raise SettingRejected(
                [FieldIssue(path=kind, message=f"no {NAMES[kind]} was taken yet", value="on") for kind in missing]
            )

    async def _take(self, update: CorrectionsUpdate) -> None:
        taken: dict[Kind, Reference] = {}
        for kind in KINDS:
            if getattr(update, kind) == "take":
                taken[kind] = await take_reference(self._acquisition, kind, update.frames or FRAMES)
        await self._keep(taken, update)

    def _note_end(self, task: "asyncio.Task[None]") -> None:
        self._taking = None
        if not task.cancelled():
            task.exception()  # marks it as retrieved: the caller, which gets it, may have disconnected

    async def _keep(self, taken: dict[Kind, Reference], update: CorrectionsUpdate) -> None:
        async with self._update_lock:
            before = self._active
            switches = _updated(before.switches, update)
            cleared: list[Kind] = [kind for kind in KINDS if getattr(update, kind) == "clear"]
            await asyncio.to_thread(self._write, taken, cleared, switches)
            if taken or cleared:
                remaining: dict[Kind, Reference | None] = {**before.references, **taken, **dict.fromkeys(cleared)}
                self._active = ActiveCorrections(_present(remaining), switches)
            else:
                self._active = before.with_switches(switches)
        self.latest.put(self.state)

    def _write(self, taken: dict[Kind, Reference], cleared: list[Kind], switches: Switches) -> None:
        """In an order that never leaves a switch on without its reference."""
        for kind, reference in taken.items():
            self._store.save(kind, reference)
        self._store.save_switches(switches)
        for kind in cleared:
            self._store.remove(kind)


def _updated(before: Switches, update: CorrectionsUpdate) -> Switches:
    return Switches(
        dark=before.dark if update.dark is None else update.dark in ("on", "take"),
        flat=before.flat if update.flat is None else update.flat in ("on", "take"),
        display=update.display or before.display,
    )


def _present(references: Mapping[Kind, Reference | None]) -> dict[Kind, Reference]:
    return {kind: reference for kind, reference in references.items() if reference is not None}
