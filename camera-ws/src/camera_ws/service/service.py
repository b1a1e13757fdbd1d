"""Creates, starts and closes all parts but the HTTP server: camera → encoder → link, captures → spool → uploader."""

import asyncio
import logging
import uuid
from collections.abc import Callable
from contextlib import suppress

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.kept_settings.keeper import SettingsKeeper
from camera_ws.acquisition.kept_settings.store import SettingsStore
from camera_ws.camera.base import Camera
from camera_ws.camera.clock import Clock
from camera_ws.capture.captures import CameraIdentity, Captures
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.encoding.encoder import Encoder
from camera_ws.jobs.commands import job_commands
from camera_ws.jobs.jobs import Jobs
from camera_ws.jobs.parts import JobParts
from camera_ws.jobs.reports import JobReports
from camera_ws.jobs.schedule import ClockTimer
from camera_ws.jobs.store import JobStore
from camera_ws.link.client import HubLink
from camera_ws.link.commands import Handler
from camera_ws.link.device_commands import device_commands
from camera_ws.link.fence import FenceGate
from camera_ws.link.outbox import Outbox
from camera_ws.link.picture_commands import picture_commands
from camera_ws.link.session import LinkParts
from camera_ws.pictures.analysis.watch import AnalysisWatch
from camera_ws.pictures.corrections.corrections import PictureCorrections
from camera_ws.pictures.lab.process import StepOptions
from camera_ws.pictures.lab.step import LabStep
from camera_ws.pictures.lab.watch import LabWatch
from camera_ws.pictures.samples.encoder import SampleEncoder
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.protocol.camera.corrections import CorrectionsUpdate
from camera_ws.rewind.rewind import Rewind, keep_always
from camera_ws.service.chooser import Chooser
from camera_ws.service.clock_steps import ClockSteps
from camera_ws.service.configuration import Settings
from camera_ws.service.video_tiers import usable_tiers
from camera_ws.uploads.spool import Spool
from camera_ws.uploads.uploader import Uploader

log = logging.getLogger(__name__)


class CameraService:
    """Create it on the event loop. close ends the parts in the reverse order of start; it may be called twice."""

    def __init__(self, settings: Settings, camera: Camera, clock: Clock, chooser: Chooser | None = None) -> None:
        """chooser: None where another camera cannot be chosen, because nothing would restart the service."""
        self._chooser = chooser
        identity = CameraIdentity(settings.camera_id, settings.camera_name)
        self.closing = asyncio.Event()
        self.spool = Spool(settings.data_dir / "spool")
        self.spool.recover()
        store = SettingsStore(settings.data_dir / "settings")
        self.acquisition = (
            Acquisition(camera, clock, store.load) if settings.camera_restore_settings else Acquisition(camera, clock)
        )
        self._settings_keeper = SettingsKeeper(store, self.acquisition)
        self.corrections = PictureCorrections(
            settings.data_dir / "corrections",
            self.acquisition,
            self._permit_corrections,
        )
        pictures = DisplayPictures(self.corrections)
        self.rewind = Rewind(settings.rewind_mb * 1024 * 1024, lambda: self.acquisition.current.camera)
        self._rewind_always = settings.rewind_always == "on"
        self.encoder = Encoder(settings.jpeg_quality, pictures, self.rewind.keep)
        self.video = VideoEncoders(usable_tiers(settings), pictures)
        self.samples = SampleEncoder(pictures, settings.samples_fps if settings.camera_samples == "on" else None)
        self.outbox = Outbox()
        self.analysis = AnalysisWatch(
            self.acquisition, lambda result: self.outbox.put(f"analysis {result.area}", "analysis", result.to_json())
        )
        self._lab_step = _lab_step(settings)
        self.lab = LabWatch(
            self.acquisition,
            self._lab_step,
            lambda result: self.outbox.put("analysis of the lab", "analysis", result.to_json()),
        )
        wake = asyncio.Event()
        self._uploader = (
            Uploader(self.spool, settings.hub_url, settings.camera_token, wake, settings.hub_ca)
            if settings.hub_url
            else None
        )
        self.captures = Captures(
            identity,
            self.acquisition,
            self.encoder,
            self.spool,
            self.corrections.correct,
            data_dir=settings.data_dir,
            stored=wake,
            uploader=self._uploader,
            measure=self._lab_step.for_capture if self._lab_step else None,
            rewind=self.rewind,
        )
        self.jobs = Jobs(
            JobParts(
                camera_id=settings.camera_id,
                acquisition=self.acquisition,
                captures=self.captures,
                encoder=self.encoder,
                spool=self.spool,
                store=JobStore(settings.data_dir / "jobs"),
                reports=JobReports(self.outbox.put),
                timer=ClockTimer(clock),
                rewind=self.rewind,
                correct=self.corrections.correct,
            )
        )
        self.clock_steps = ClockSteps(clock, self.jobs.clock_was_set)
        self._tasks: list[asyncio.Task[None]] = []
        self._link: HubLink | None = None
        if self._uploader is not None:
            parts = LinkParts(
                identity=identity,
                instance_id=str(uuid.uuid4()),
                acquisition=self.acquisition,
                captures=self.captures,
                encoder=self.encoder,
                video=self.video,
                samples=self.samples,
                clock=clock,
                clock_steps=self.clock_steps.latest,
                spool=self.spool,
                on_welcome=self._uploader.hub_is_back,
                on_end=self._stop_analysis,
                outbox=self.outbox,
                jobs=self.jobs,
                corrections=self.corrections,
                lab_step=self.lab.step_name,
                rewind=self.rewind,
                commands=self._commands(),
                fence=FenceGate(),
            )
            self._link = HubLink(settings.hub_url, settings.camera_token, parts, settings.hub_ca)

    def _stop_analysis(self) -> None:
        self.analysis.stop()
        self.lab.stop()

    def _permit_corrections(self, update: CorrectionsUpdate) -> None:
        """Looks up the jobs at call time: they are created after the corrections."""
        self.jobs.lock.check_corrections(update)

    def _commands(self) -> dict[str, Handler]:
        """The methods that the hub may call on parts that the link does not know."""
        return {
            **device_commands(self.acquisition, self.jobs.lock),
            **picture_commands(self.analysis, self.lab, self.corrections),
            **job_commands(self.jobs),
            **(self._chooser.commands(self.acquisition, self.jobs.lock) if self._chooser else {}),
        }

    def start(self, on_failure: Callable[[], None]) -> None:
        """on_failure is called when a part has ended by an unexpected error."""
        self.acquisition.start(on_failure)
        self.captures.start()
        self.jobs.start()
        if self._lab_step is not None:
            self._lab_step.start()
        parts = (self._link, self._uploader, self.clock_steps, self._settings_keeper)
        runs = [(type(part).__name__, part.run()) for part in parts if part is not None]
        if self._rewind_always:
            runs.append(("keep_always", keep_always(self.acquisition, self.encoder)))
        for name, run in runs:
            task = asyncio.create_task(run, name=name)
            task.add_done_callback(lambda task: _report_end(task, on_failure))
            self._tasks.append(task)

    async def close(self) -> None:
        self.closing.set()
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, Exception):  # _report_end has logged it
                await task
        await self._settings_keeper.close()
        await self.analysis.close()
        await self.jobs.close()
        await self.acquisition.close()
        await self.corrections.close()
        await self.captures.close()
        await self.lab.close()
        await self.encoder.close()
        self.video.close()
        self.samples.close()


def _lab_step(settings: Settings) -> LabStep | None:
    if settings.analysis_step is None:
        return None
    return LabStep(StepOptions(settings.analysis_step, settings.analysis_timeout, settings.analysis_memory_mb))


def _report_end(task: "asyncio.Task[None]", on_failure: Callable[[], None]) -> None:
    if task.cancelled():
        return
    log.critical("a part of the service failed", extra={"part": task.get_name()}, exc_info=task.exception())
    on_failure()
