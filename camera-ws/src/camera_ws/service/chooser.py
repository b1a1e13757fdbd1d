"""Lets an administrator choose the driver: a simulator, a recording, or a camera that was found or configured."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.devices import UsbCamera, find_usb_cameras
from camera_ws.errors import CameraError, SettingRejected
from camera_ws.jobs.lock import JobLock
from camera_ws.link.commands import Handler
from camera_ws.protocol.camera.choice import DEVICES_MAX, CameraChoice, CameraChoices, ChoicesRequest, UsbDevice
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.text import cut, storable
from camera_ws.service.choice_store import ChoiceStore
from camera_ws.service.configuration import Settings
from camera_ws.service.micromanager_search import NAME_MAX, configurations
from camera_ws.service.replay_sources import check_source, replay_sources
from camera_ws.service.usb_search import NO_ANSWER_FOUND, Found, UsbSearch, search

log = logging.getLogger(__name__)

ANSWERED_WITHIN_S = 0.25
"""Between the answer to the hub and the restart, which closes the link."""
FIXED = "CAMERA_DRIVER or CAMERAS fixes the driver of this camera: start Eyepiece without them to choose a camera here"


class Chooser:
    """on_chosen restarts the service, which then reads the stored choice."""

    def __init__(
        self,
        settings: Settings,
        on_chosen: Callable[[], None],
        named: Path | None = None,
        usb: UsbSearch[Found] | None = None,
        devices: UsbSearch[list[UsbCamera]] | None = None,
    ) -> None:
        """named: the operator's configuration of Micro-Manager. usb: of PixeLINK cameras; devices: of others on USB."""
        self._settings = settings
        self._store = ChoiceStore(settings.data_dir)
        self._folder = settings.replay_folder or settings.data_dir / "replay"
        self._on_chosen = on_chosen
        self._named = named
        self._usb = usb or UsbSearch(search, NO_ANSWER_FOUND)
        self._devices = devices or UsbSearch(find_usb_cameras, [])
        self._choosing = asyncio.Lock()

    def commands(self, acquisition: Acquisition, lock: JobLock) -> dict[str, Handler]:
        async def choices(params: Any) -> Any:
            ChoicesRequest.from_wire(params)
            return (await self._choices(acquisition)).to_json()

        async def choose(params: Any) -> Any:
            choice = CameraChoice.from_wire(params)
            if not self._is_open:
                raise _refused("driver", FIXED)
            lock.check_camera()
            async with self._choosing:
                await self._check(choice, acquisition)
                # Again: a job may have started meanwhile.
                lock.check_camera()
                await asyncio.to_thread(self._store.save, choice)
            log.info("an administrator chose the camera", extra={"choice": choice.to_json()})
            asyncio.get_running_loop().call_later(ANSWERED_WITHIN_S, self._on_chosen)
            return {}

        return {"camera.choices": choices, "camera.choose": choose}

    @property
    def _is_open(self) -> bool:
        return self._settings.camera_choice == "on"

    async def _choices(self, acquisition: Acquisition) -> CameraChoices:
        settings = self._settings
        found, devices = Found(), list[UsbCamera]()
        if self._is_open:
            found, devices = await asyncio.gather(self._found(acquisition), self._found_devices())
        source = settings.replay_source.name if settings.camera_driver == "replay" and settings.replay_source else None
        return CameraChoices(
            driver=settings.camera_driver,
            source=source,
            serial=settings.camera_serial if settings.camera_driver == "pixelink" else None,
            device=self._present_device,
            configuration=self._present_configuration,
            fixed=None if self._is_open else FIXED,
            folder=cut(storable(str(self._folder.absolute())), 4096),
            sources=await self._sources() if self._is_open else [],
            pixelink=list(found.serials),
            devices=[UsbDevice(device=camera.address, name=camera.name) for camera in devices],
            configurations=await self._configurations() if self._is_open else [],
            pixelink_problem=None if found.problem is None else cut(storable(found.problem), 500),
        )

    async def _sources(self) -> list[str]:
        return await asyncio.to_thread(_sources_in, self._folder)

    async def _found(self, acquisition: Acquisition) -> Found:
        """While a PixeLINK camera is open, only its thread may call the SDK: it is then the only one listed."""
        status = acquisition.current
        serial = self._settings.camera_serial
        if status.connected and status.info.driver == "pixelink":
            return Found((int(status.info.serial),) if status.info.serial.isdecimal() else ())
        if self._settings.camera_driver == "pixelink" and serial is not None:
            # Its thread searches for it all the time, and reports its own fault.
            return Found((serial,))
        return await self._usb.find()

    @property
    def _present_device(self) -> str | None:
        source = self._settings.video_source
        is_usb = self._settings.camera_driver == "video" and source is not None and source.kind == "usb"
        return source.shown if source is not None and is_usb else None

    @property
    def _present_configuration(self) -> str | None:
        path = self._settings.micromanager_config
        is_used = self._settings.camera_driver == "micromanager" and path is not None
        return cut(storable(path.name), NAME_MAX) if path is not None and is_used else None

    async def _configurations(self) -> list[str]:
        return sorted(await asyncio.to_thread(configurations, self._named))

    async def _found_devices(self) -> list[UsbCamera]:
        """The camera in use is always among them, because an open camera may not be found."""
        found = await self._devices.find()
        present = self._present_device
        if present is None or any(camera.address == present for camera in found):
            return found
        return [UsbCamera(present, present), *found[: DEVICES_MAX - 1]]

    async def _check(self, choice: CameraChoice, acquisition: Acquisition) -> None:
        """SettingRejected, which names the field, for a camera that is not there."""
        if choice.source is not None:
            if choice.source not in await self._sources():
                raise _refused("source", f"there is no recording {choice.source} in {self._folder}", choice.source)
            try:
                await asyncio.to_thread(check_source, self._folder, choice.source)
            except CameraError as error:
                raise _refused("source", str(error), choice.source) from error
        if choice.serial is not None:
            found = await self._found(acquisition)
            if choice.serial not in found.serials:
                problem = found.problem or f"no PixeLINK camera with serial {choice.serial} is connected"
                raise _refused("serial", problem, choice.serial)
        if choice.configuration is not None and choice.configuration not in await self._configurations():
            message = f"there is no configuration {choice.configuration} of Micro-Manager, or its core is not installed"
            raise _refused("configuration", message, choice.configuration)
        if choice.device is not None:
            devices = await self._found_devices()
            if all(camera.address != choice.device for camera in devices):
                raise _refused("device", f"there is no USB camera {choice.device}: search again", choice.device)


def with_choice(settings: Settings, choice: CameraChoice) -> Settings:
    """The configuration with the chosen driver in place of the configured one."""
    folder = settings.replay_folder or settings.data_dir / "replay"
    configured = settings.micromanager_config
    configuration = None
    if choice.configuration is not None:
        configuration = configurations(configured).get(choice.configuration)
    return settings.model_copy(
        update={
            "camera_driver": choice.driver,
            "camera_serial": choice.serial,
            "video_source": None if choice.device is None else parse_address(choice.device),
            "micromanager_config": configured if configuration is None else configuration,
            # The demo brings its adapters along.
            "micromanager_folder": settings.micromanager_folder if configuration == configured else None,
            "replay_source": None if choice.source is None else folder / choice.source,
        }
    )


def _sources_in(folder: Path) -> list[str]:
    """Makes the folder, so that a person finds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.warning("the folder of recordings cannot be made", extra={"folder": str(folder), "reason": str(error)})
    return replay_sources(folder)


def _refused(path: str, message: str, value: object = None) -> SettingRejected:
    return SettingRejected([FieldIssue(path=path, message=message, value=value)])
