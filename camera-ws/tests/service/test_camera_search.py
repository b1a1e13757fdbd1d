"""The search for cameras and recordings, and a chosen camera that is not there yet."""

import threading
from pathlib import Path

import pytest

from camera_ws.camera.base import Camera
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.replay.camera import ReplayCamera
from camera_ws.camera.wrappers.deferred import DeferredCamera
from camera_ws.errors import CameraError, SdkUnavailable
from camera_ws.protocol.camera.choice import REPLAY_SOURCES_MAX, CameraChoice
from camera_ws.protocol.messages import CameraInfo
from camera_ws.service import drivers
from camera_ws.service.chooser import with_choice
from camera_ws.service.configuration import Settings
from camera_ws.service.drivers import make_chosen_camera
from camera_ws.service.replay_sources import replay_sources
from camera_ws.service.usb_search import NO_ANSWER, NO_ANSWER_FOUND, NONE_FOUND, SDK_MISSING, Found, UsbSearch, search
from support.data.pictures import jpeg_folder
from support.waiting import until


async def test_a_hanging_library_does_not_hang_the_search(tmp_path: Path) -> None:
    release = threading.Event()

    def hang() -> Found:
        release.wait(60)
        return Found()

    usb = UsbSearch(hang, NO_ANSWER_FOUND, timeout_s=0.05)
    assert (await usb.find()).problem == NO_ANSWER
    # The same search, because the library still hangs.
    assert (await usb.find()).problem == NO_ANSWER
    release.set()
    await until(lambda: not any(thread.name == "usb search" for thread in threading.enumerate()))


def test_the_search_explains_a_missing_sdk_and_a_missing_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise SdkUnavailable("no library")

    def none_found(_: object) -> list[int]:
        return []

    monkeypatch.setattr("camera_ws.service.usb_search.load_sdk", missing)
    assert search().problem == SDK_MISSING
    monkeypatch.setattr("camera_ws.service.usb_search.load_sdk", lambda: None)
    monkeypatch.setattr("camera_ws.service.usb_search.list_serials", none_found)
    assert search().problem == NONE_FOUND


def test_a_driver_that_cannot_work_is_a_fault_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise SdkUnavailable("the PixeLINK SDK does not load")

    monkeypatch.setattr(drivers, "load_sdk", missing)
    settings = Settings(hub_url="", camera_data_dir=tmp_path / "data", camera_choice="on")
    camera = make_chosen_camera(with_choice(settings, CameraChoice(driver="pixelink", serial=77001)), VirtualClock())
    assert camera.info == CameraInfo(driver="pixelink", model="not opened yet", serial="77001")
    for _ in range(2):
        with pytest.raises(SdkUnavailable):
            camera.open()
        camera.close()


def test_a_deferred_camera_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    made: list[Camera] = []

    def make() -> Camera:
        if not any(folder.iterdir()):
            raise CameraError("no picture")
        made.append(ReplayCamera(folder, 30, VirtualClock()))
        return made[-1]

    camera = DeferredCamera(make, CameraInfo(driver="replay", model="not opened yet", serial="pictures"))
    assert camera.pending_triggers == 0
    camera.stop()
    camera.close()
    with pytest.raises(CameraError):
        camera.open()
    jpeg_folder(folder, 1)
    for _ in range(2):
        with camera:
            assert camera.info.model == "Replay"
    assert len(made) == 1


def test_lists_a_bounded_number_of_recordings(tmp_path: Path) -> None:
    for index in range(REPLAY_SOURCES_MAX + 5):
        (tmp_path / f"{index:03}.mp4").touch()
    assert replay_sources(tmp_path)[-1] == f"{REPLAY_SOURCES_MAX - 1:03}.mp4"
    assert replay_sources(tmp_path / "none") == []
