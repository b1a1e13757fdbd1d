"""The choice of what the service shows, by an administrator."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from camera_ws.camera.base import Camera
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.video.devices import UsbCamera
from camera_ws.errors import CameraBusy, SettingRejected
from camera_ws.jobs.lock import JobLock
from camera_ws.link.commands import Handler
from camera_ws.protocol.camera.choice import CameraChoice
from camera_ws.service import micromanager_search
from camera_ws.service.choice_store import ChoiceStore
from camera_ws.service.chooser import FIXED, Chooser, with_choice
from camera_ws.service.configuration import Settings
from camera_ws.service.drivers import make_chosen_camera
from camera_ws.service.usb_search import NO_ANSWER_FOUND, SDK_MISSING, Found, UsbSearch
from support.cameras.fake_camera import FakeCamera
from support.cameras.micromanager import HAS_WHEELS, adapters, needs_wheels
from support.data.pictures import jpeg_folder
from support.fake_hub import TOKEN, FakeHub, running_hub
from support.processes import started
from support.rigs.job_samples import job, timelapse
from support.waiting import running_acquisition, until

DEMO = "MMConfig_demo.cfg"
FREE = JobLock(lambda: None)
NOTHING = Found()
WEBCAM = UsbCamera("usb:/dev/v4l/by-id/usb-Maker_Cam-video-index0", "Maker Cam")


def settings_in(folder: Path, **changes: object) -> Settings:
    fields = {"hub_url": "", "camera_data_dir": folder / "data", "camera_choice": "on"} | changes
    return Settings(**fields)  # type: ignore[arg-type]  # the fields vary by test


@asynccontextmanager
async def choosing(
    settings: Settings,
    found: Found = NOTHING,
    lock: JobLock = FREE,
    *,
    camera: Camera | None = None,
    devices: tuple[UsbCamera, ...] = (),
    named: Path | None = None,
) -> AsyncIterator[tuple[dict[str, Handler], list[str]]]:
    """The commands of a chooser, and a list that grows with each restart."""
    restarts: list[str] = []
    async with running_acquisition(camera or FakeCamera()) as acquisition:
        chooser = Chooser(
            settings,
            lambda: restarts.append("restart"),
            named,
            UsbSearch(lambda: found, NO_ANSWER_FOUND),
            UsbSearch(lambda: list(devices), []),
        )
        yield chooser.commands(acquisition, lock), restarts


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "replay"
    (folder / "plate").mkdir(parents=True)
    jpeg_folder(folder / "plate", 2)
    return folder


async def test_lists_what_can_be_chosen(tmp_path: Path, recordings: Path) -> None:
    (recordings / "film.mp4").write_bytes(b"not a film")
    (recordings / "notes.txt").touch()
    (recordings / ".hidden.mp4").touch()
    (recordings / "empty").mkdir()
    async with choosing(settings_in(tmp_path, camera_driver="simulated"), Found((77001,))) as (commands, _):
        assert await commands["camera.choices"]({}) == {
            "driver": "simulated",
            "folder": str(recordings),
            "sources": ["film.mp4", "plate"],
            "pixelink": [77001],
            "devices": [],
            "configurations": [DEMO] if HAS_WHEELS else [],
        }


async def test_makes_the_folder_of_recordings_and_says_why_there_is_no_camera(tmp_path: Path) -> None:
    async with choosing(settings_in(tmp_path), Found(problem=SDK_MISSING)) as (commands, _):
        answer = await commands["camera.choices"]({})
    assert (answer["sources"], answer["pixelink"], answer["pixelinkProblem"]) == ([], [], SDK_MISSING)
    assert Path(answer["folder"]).is_dir()


async def test_keeps_the_choice_and_starts_again(tmp_path: Path, recordings: Path) -> None:
    settings = settings_in(tmp_path)
    async with choosing(settings) as (commands, restarts):
        assert await commands["camera.choose"]({"driver": "replay", "source": "plate"}) == {}
        await until(lambda: restarts == ["restart"])
    choice = CameraChoice(driver="replay", source="plate")
    assert ChoiceStore(settings.data_dir).load() == choice
    chosen = with_choice(settings, choice)
    assert (chosen.camera_driver, chosen.replay_source) == ("replay", recordings / "plate")
    with make_chosen_camera(chosen, VirtualClock()) as camera:
        assert camera.info.driver == "replay"


async def test_a_usb_camera_can_be_chosen_and_stays_in_the_list(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with choosing(settings, devices=(WEBCAM,)) as (commands, restarts):
        answer = await commands["camera.choices"]({})
        assert answer["devices"] == [{"device": WEBCAM.address, "name": WEBCAM.name}]
        await commands["camera.choose"]({"driver": "video", "device": WEBCAM.address})
        await until(lambda: restarts == ["restart"])
    choice = ChoiceStore(settings.data_dir).load()
    assert choice is not None
    chosen = with_choice(settings, choice)
    assert make_chosen_camera(chosen, VirtualClock()).info.driver == "video"
    # An open camera may not be found.
    async with choosing(chosen) as (commands, _):
        answer = await commands["camera.choices"]({})
        assert (answer["device"], len(answer["devices"])) == (WEBCAM.address, 1)


@needs_wheels
async def test_offers_the_named_configuration_of_micromanager_and_the_demo(tmp_path: Path) -> None:
    named = tmp_path / "MMConfig_lab.cfg"
    named.touch()
    settings = settings_in(tmp_path, micromanager_config=named, micromanager_folder=tmp_path)
    async with choosing(settings, named=named) as (commands, restarts):
        assert (await commands["camera.choices"]({}))["configurations"] == [DEMO, named.name]
        await commands["camera.choose"]({"driver": "micromanager", "configuration": DEMO})
        await until(lambda: restarts == ["restart"])
    choice = ChoiceStore(settings.data_dir).load()
    assert choice is not None
    chosen = with_choice(settings, choice)
    assert (chosen.micromanager_config, chosen.micromanager_folder) == (adapters() / DEMO, None)
    with make_chosen_camera(chosen, VirtualClock()) as camera:
        assert camera.info.model == "DemoCamera DCam"
    async with choosing(chosen, named=named) as (commands, _):
        answer = await commands["camera.choices"]({})
        assert (answer["configuration"], answer["configurations"]) == (DEMO, [DEMO, named.name])
    back = with_choice(settings, CameraChoice(driver="micromanager", configuration=named.name))
    assert (back.micromanager_config, back.micromanager_folder) == (named, tmp_path)


async def test_offers_no_configuration_without_the_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "MMConfig_lab.cfg"
    named.touch()
    monkeypatch.setattr(micromanager_search, "find_spec", lambda _name: None)
    async with choosing(settings_in(tmp_path), named=named) as (commands, _):
        assert (await commands["camera.choices"]({}))["configurations"] == []
        with pytest.raises(SettingRejected, match=r"no configuration MMConfig_lab\.cfg"):
            await commands["camera.choose"]({"driver": "micromanager", "configuration": named.name})


@pytest.mark.parametrize(
    ("choice", "path", "message"),
    [
        ({"driver": "replay", "source": "other"}, "source", "there is no recording other"),
        ({"driver": "replay", "source": "../data"}, "source", "there is no recording ../data"),
        ({"driver": "replay", "source": "/etc"}, "source", "there is no recording /etc"),
        ({"driver": "replay", "source": "film.mp4"}, "source", "film.mp4 is not a video"),
        ({"driver": "pixelink", "serial": 5}, "serial", "no PixeLINK camera with serial 5"),
        ({"driver": "video", "device": "usb:7"}, "device", "there is no USB camera usb:7"),
        ({"driver": "micromanager", "configuration": "../x.cfg"}, "configuration", "there is no configuration"),
    ],
)
async def test_refuses_what_is_not_there(
    tmp_path: Path, recordings: Path, choice: dict[str, Any], path: str, message: str
) -> None:
    (recordings / "film.mp4").write_bytes(b"not a film")
    settings = settings_in(tmp_path)
    async with choosing(settings, Found((77001,))) as (commands, restarts):
        with pytest.raises(SettingRejected) as refused:
            await commands["camera.choose"](choice)
    assert refused.value.issues[0].path == path
    assert message in str(refused.value)
    assert (ChoiceStore(settings.data_dir).load(), restarts) == (None, [])


@pytest.mark.parametrize(
    "choice",
    [
        {"driver": "replay"},
        {"driver": "simulated", "serial": 1},
        {"driver": "video"},
        {"driver": "video", "device": "rtsp://camera/"},
        {"driver": "video", "device": "/etc/passwd"},
        {},
        {"driver": "auto"},
    ],
)
async def test_refuses_an_incomplete_choice(tmp_path: Path, choice: dict[str, Any]) -> None:
    async with choosing(settings_in(tmp_path)) as (commands, _):
        with pytest.raises(ValidationError):
            await commands["camera.choose"](choice)


async def test_refuses_while_a_job_takes_pictures(tmp_path: Path) -> None:
    lock = JobLock(lambda: job(timelapse(), done=12, total=60))
    async with choosing(settings_in(tmp_path), lock=lock) as (commands, _):
        with pytest.raises(CameraBusy, match="time-lapse 12/60"):
            await commands["camera.choose"]({"driver": "simulated"})


async def test_a_fixed_driver_cannot_be_chosen_and_nothing_is_searched(tmp_path: Path, recordings: Path) -> None:
    settings = settings_in(tmp_path, camera_choice="off", camera_driver="simulated")
    async with choosing(settings, Found((77001,))) as (commands, _):
        answer = await commands["camera.choices"]({})
        assert (answer["fixed"], answer["sources"], answer["pixelink"]) == (FIXED, [], [])
        with pytest.raises(SettingRejected, match="CAMERA_DRIVER"):
            await commands["camera.choose"]({"driver": "simulated"})


async def test_a_full_disk_keeps_the_earlier_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    store = ChoiceStore(settings.data_dir)
    store.save(CameraChoice(driver="simulated"))

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("camera_ws.service.choice_store.write_durably", full)
    with pytest.raises(OSError, match="no space"):
        store.save(CameraChoice(driver="pixelink", serial=5))
    assert store.load() == CameraChoice(driver="simulated")
    assert [path.name for path in settings.data_dir.iterdir()] == ["camera-choice.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"driver":"webcam"}', b"\xff" * 10_000])
def test_a_damaged_file_counts_as_no_choice(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "camera-choice.json").write_bytes(content)
    assert ChoiceStore(tmp_path).load() is None


@pytest.mark.skipif(os.name == "nt", reason="the folder of the process is a POSIX path")
async def test_the_process_starts_again_with_the_chosen_camera(tmp_path: Path, recordings: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url:
        with started(tmp_path, HUB_URL=url, CAMERA_TOKEN=TOKEN, CAMERA_CHOICE="on", REPLAY_FOLDER=str(recordings)) as (
            process,
            _,
        ):
            link = await hub.next_link()
            assert link.hello is not None
            assert link.hello.driver == "simulated"
            assert (await link.request("camera.choose", {"driver": "replay", "source": "plate"}))["result"] == {}
            again = await hub.next_link()
            assert again.hello is not None
            assert (again.hello.driver, again.hello.serial) == ("replay", "plate")
            assert process.poll() is None
        # The next process keeps the choice.
        with started(tmp_path, HUB_URL=url, CAMERA_TOKEN=TOKEN, CAMERA_CHOICE="on", REPLAY_FOLDER=str(recordings)):
            kept = await hub.next_link()
            assert kept.hello is not None
            assert kept.hello.driver == "replay"
