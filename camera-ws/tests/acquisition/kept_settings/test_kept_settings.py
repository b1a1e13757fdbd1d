"""A restarted service restores the camera's settings and reports the differences."""

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from camera_ws.acquisition import connection
from camera_ws.acquisition.kept_settings import keeper as settings_keeper
from camera_ws.acquisition.kept_settings.store import SettingsStore
from camera_ws.camera.clock import SystemClock
from camera_ws.errors import CameraDisconnected, CameraError
from camera_ws.protocol.camera.settings import CameraSettings, Roi, SettingsUpdate
from camera_ws.protocol.messages import CameraInfo
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import SMALL, FakeCamera
from support.services import running_service, settings_for
from support.waiting import status_where, until

CAMERA = CameraInfo(driver="simulated", model="Virtual microscope", serial="SIM000001")
SETTINGS = CameraSettings(exposure=12.0, gain=3.0, roi=Roi(left=0, top=0, width=128, height=96))


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_keeper, "PAUSE_S", 0.02)
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.01)


def kept_file(folder: Path) -> Path:
    return folder / "settings" / "simulated-SIM000001.json"


async def run_with(folder: Path, **changes: float) -> None:
    async with running_service(FakeCamera(), folder) as service:
        await service.acquisition.apply(SettingsUpdate(**changes))


async def test_a_restart_keeps_the_settings(tmp_path: Path) -> None:
    await run_with(tmp_path, exposure=12.0, gain=3.0)
    async with running_service(FakeCamera(), tmp_path) as service:
        camera, fault = service.acquisition.current.camera, service.acquisition.current.fault
        assert camera is not None
        assert (camera.settings.exposure, camera.settings.gain, camera.settings.roi) == (12.0, 3.0, SMALL)
        assert fault is None


async def test_settings_are_on_disk_before_the_end(tmp_path: Path) -> None:
    """So that they survive a kill."""
    async with running_service(FakeCamera(), tmp_path) as service:
        await service.acquisition.apply(SettingsUpdate(exposure=12.0))
        await until(lambda: '"exposure": 12' in _text(kept_file(tmp_path)))


async def test_a_write_that_is_under_way_at_the_end_does_not_undo_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SettingsStore.save
    begun, first_ended, ended = threading.Event(), threading.Event(), threading.Event()

    def slow_at_first(store: SettingsStore, info: CameraInfo, settings: CameraSettings) -> None:
        if settings.exposure != 12.0:
            begun.set()
            # Not set in time if the last write waits for this one, as it should.
            ended.wait(1)
        save(store, info, settings)
        (ended if settings.exposure == 12.0 else first_ended).set()

    monkeypatch.setattr(SettingsStore, "save", slow_at_first)
    async with running_service(FakeCamera(), tmp_path) as service:
        await until(begun.is_set)
        await service.acquisition.apply(SettingsUpdate(exposure=12.0))
    await until(first_ended.is_set)
    assert '"exposure": 12' in _text(kept_file(tmp_path))


async def test_a_setting_that_the_camera_refuses_is_named(tmp_path: Path) -> None:
    await run_with(tmp_path, exposure=12.0, gain=3.0)
    _edit(kept_file(tmp_path), lambda kept: kept["settings"].update(exposure=900_000.0))
    async with running_service(FakeCamera(), tmp_path) as service:
        camera, fault = service.acquisition.current.camera, service.acquisition.current.fault
        assert camera is not None
        assert camera.settings.gain == 3.0
        assert fault is not None
        assert fault.code == "settings_differ"
        assert "Exposure is 2 ms, was 900000 ms" in fault.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value"),
        ("{ half", "Expecting property name"),
        ('{"driver": "simulated"}', "serial"),
        ("[" * 100_000, "recursion"),
        (
            json.dumps({"driver": "pixelink", "serial": "77001", "settings": SETTINGS.to_json()}),
            "pixelink camera 77001",
        ),
    ],
)
async def test_a_damaged_or_foreign_file_is_logged_and_kept_until_a_setting_changes(
    tmp_path: Path, text: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    await run_with(tmp_path, exposure=12.0)
    kept_file(tmp_path).write_text(text)
    with caplog.at_level(logging.WARNING, "camera_ws.acquisition.connection"):
        async with running_service(FakeCamera(), tmp_path) as service:
            camera = service.acquisition.current.camera
            assert camera is not None
            assert camera.settings.exposure == 2.0
    reasons = [record.__dict__["reason"] for record in caplog.records if "could not be read" in record.getMessage()]
    assert len(reasons) == 1
    assert str(kept_file(tmp_path)) in reasons[0]
    assert reason in reasons[0]
    assert kept_file(tmp_path).read_text() == text
    await run_with(tmp_path, gain=3.0)
    assert '"gain": 3' in kept_file(tmp_path).read_text()


async def test_a_file_that_was_unreadable_once_is_used_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await run_with(tmp_path, exposure=12.0)

    read = Path.read_bytes

    def fail(path: Path) -> bytes:
        if path == kept_file(tmp_path):
            raise PermissionError(13, "another program has the file")
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", fail)
        async with running_service(FakeCamera(), tmp_path) as service:
            status = service.acquisition.current
            assert status.camera is not None
            assert status.camera.settings.exposure == 2.0
            assert status.fault is not None
            assert "could not be read" in status.fault.message
            # Not chosen by a person: the service sets and takes back such settings by itself.
            await service.acquisition.apply(SettingsUpdate(gain=1.0), chosen=False)
    async with running_service(FakeCamera(), tmp_path) as service:
        camera = service.acquisition.current.camera
        assert camera is not None
        assert camera.settings.exposure == 12.0


async def test_restoring_can_be_switched_off(tmp_path: Path) -> None:
    await run_with(tmp_path, exposure=12.0)
    settings = settings_for(tmp_path).model_copy(update={"camera_restore_settings": False})
    service = CameraService(settings, FakeCamera(), SystemClock())
    service.start(lambda: pytest.fail("a part of the service failed"))
    try:
        status = await status_where(service.acquisition, lambda status: status.connected)
        assert status.camera is not None
        assert status.camera.settings.exposure == 2.0
    finally:
        await service.close()


@pytest.mark.parametrize("failure", [CameraError("the camera hangs"), CameraDisconnected("it disconnects")])
async def test_settings_that_the_camera_cannot_run_with_are_skipped(tmp_path: Path, failure: CameraError) -> None:
    await run_with(tmp_path, exposure=12.0)
    text = kept_file(tmp_path).read_text()

    class FailingCamera(FakeCamera):
        def apply(self, update: SettingsUpdate) -> CameraSettings:
            if update.exposure == 12.0:
                raise failure
            return super().apply(update)

    async with running_service(FailingCamera(), tmp_path) as service:
        fault = service.acquisition.current.fault
        assert fault is not None
        assert "could not be applied" in fault.message
    assert kept_file(tmp_path).read_text() == text


async def test_values_of_a_running_automatic_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[CameraSettings] = []
    save = SettingsStore.save

    def record(store: SettingsStore, camera: CameraInfo, settings: CameraSettings) -> None:
        writes.append(settings)
        save(store, camera, settings)

    monkeypatch.setattr(SettingsStore, "save", record)
    async with running_service(FakeCamera(), tmp_path) as service:
        await service.acquisition.apply(SettingsUpdate(exposure=1.0, exposure_auto="continuous"))
        await until(lambda: bool(writes) and writes[-1].exposure_auto == "continuous")
        before = len(writes)
        with service.acquisition.watch():
            await status_where(
                service.acquisition, lambda status: status.camera is not None and status.camera.settings.exposure > 2.0
            )
        await service.acquisition.apply(SettingsUpdate(gain=1.0))
        await until(lambda: writes[-1].gain == 1.0)
        assert len(writes) == before + 1


async def test_a_full_disk_is_logged_once_and_settings_still_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SettingsStore, "save", full)
    async with running_service(FakeCamera(), tmp_path) as service:
        for gain in (1.0, 2.0, 3.0):
            assert (await service.acquisition.apply(SettingsUpdate(gain=gain))).gain == gain
    warnings = [record for record in caplog.records if record.name == "camera_ws.acquisition.kept_settings.keeper"]
    assert len(warnings) == 1


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SettingsStore(tmp_path)
    store.save(CAMERA, SETTINGS)

    def fail_replace(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Path, "replace", fail_replace)
    with pytest.raises(OSError, match="the disk is gone"):
        store.save(CAMERA, SETTINGS.with_changes(exposure=99.0))
    assert store.load(CAMERA) == SETTINGS
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("serial", ["../../etc/passwd", "a/b", "", "Ω", "nul", "x" * 64])
def test_each_serial_has_its_own_file_in_the_folder(tmp_path: Path, serial: str) -> None:
    store = SettingsStore(tmp_path / "settings")
    camera = CAMERA.model_copy(update={"serial": serial})
    store.save(CAMERA, SETTINGS)
    store.save(camera, SETTINGS.with_changes(exposure=99.0))
    assert store.load(camera) == SETTINGS.with_changes(exposure=99.0)
    assert store.load(CAMERA) == SETTINGS
    assert len(list((tmp_path / "settings").iterdir())) == 2


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _edit(path: Path, change: Callable[[dict[str, dict[str, object]]], None]) -> None:
    kept = json.loads(path.read_text())
    change(kept)
    path.write_text(json.dumps(kept))
