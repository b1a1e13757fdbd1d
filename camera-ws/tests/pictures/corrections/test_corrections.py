"""Corrections on a running camera: taken, switched, kept and applied."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.errors import CameraBusy, CameraDisconnected, NoSpace, SettingRejected
from camera_ws.pictures.corrections import measure
from camera_ws.pictures.corrections.corrections import PictureCorrections
from camera_ws.protocol.camera.corrections import CorrectionsUpdate, DisplayWindow
from camera_ws.protocol.camera.settings import Flip, SettingsUpdate
from support.cameras.lit_camera import OFFSET, SHADE, LitCamera
from support.waiting import connected, run_pending, running_acquisition, status_where, until

TAKE_DARK = CorrectionsUpdate(dark="take", frames=4)
TAKE_FLAT = CorrectionsUpdate(flat="take", frames=3)
WINDOW = DisplayWindow(black=0.1, white=0.6, gamma=1.5)


@asynccontextmanager
async def correcting(
    folder: Path, camera: LitCamera | None = None
) -> AsyncIterator[tuple[PictureCorrections, LitCamera, Acquisition]]:
    camera = camera or LitCamera()
    async with running_acquisition(camera) as acquisition:
        corrections = PictureCorrections(folder, acquisition)
        try:
            await connected(acquisition)
            yield corrections, camera, acquisition
        finally:
            await acquisition.close()
            await corrections.close()


async def take_both(corrections: PictureCorrections, camera: LitCamera) -> None:
    camera.light = 0.0
    await corrections.update(TAKE_DARK)
    camera.light = 200.0
    await corrections.update(TAKE_FLAT)
    camera.light = 100.0


async def test_without_references_frames_are_unchanged(tmp_path: Path) -> None:
    async with correcting(tmp_path / "c") as (corrections, _, acquisition):
        state = corrections.state
        assert (state.dark.state, state.flat.state) == ("none", "none")
        assert state.display == DisplayWindow(black=0, white=1, gamma=1)
        frame = await acquisition.grab()
        assert corrections.correct(frame) == (frame, None)
        assert corrections.display(8) is None


async def test_both_references_make_the_field_uniform(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, camera, acquisition):
        await take_both(corrections, camera)
        state = corrections.state
        assert (state.dark.state, state.dark.frames, state.flat.state, state.flat.frames) == ("on", 4, "on", 3)
        frame = await acquisition.grab()
        corrected, applied = corrections.correct(frame)
        assert np.ptp(corrected.pixels.astype(int)) <= 2 < np.ptp(frame.pixels.astype(int)) / 10
        assert corrected.pixels.mean() == pytest.approx((100 * SHADE).mean(), abs=1)
        assert corrected.descriptor == frame.descriptor
        assert corrected.raw is not None
        assert (corrected.raw == camera.scene).all()
        assert applied is not None
        assert applied.dark is not None
        assert applied.flat is not None
        assert (applied.dark.taken_at_us, applied.dark.frames) == (state.dark.taken_at_us, 4)


async def test_each_can_be_switched_and_cleared(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, camera, acquisition):
        await take_both(corrections, camera)
        frame = await acquisition.grab()
        state = await corrections.update(CorrectionsUpdate(flat="off"))
        assert (state.dark.state, state.flat.state) == ("on", "off")
        corrected, applied = corrections.correct(frame)
        assert (corrected.pixels == camera.scene - OFFSET).all()
        assert applied is not None
        assert applied.flat is None
        assert (await corrections.update(CorrectionsUpdate(flat="on"))).flat.state == "on"
        state = await corrections.update(CorrectionsUpdate(dark="clear", flat="clear"))
        assert (state.dark.state, state.flat.state) == ("none", "none")
        assert corrections.correct(frame) == (frame, None)
        assert list(tmp_path.glob("*.npz")) == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (SettingsUpdate(exposure=4.0), "exposure is 4 ms, was 2 ms"),
        (SettingsUpdate(gain=6.0), "gain is 6 dB, was 0 dB"),
        (SettingsUpdate(pixel_format="MONO16"), "pixel format is MONO16, was RGB24"),
        (SettingsUpdate(flip=Flip(horizontal=True, vertical=False)), "flip is"),
        (SettingsUpdate(gamma=2.0), "gamma is 2, was 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_reference_is_not_used_under_other_settings_and_the_state_has_the_reason(
    tmp_path: Path, change: SettingsUpdate, text: str
) -> None:
    async with correcting(tmp_path) as (corrections, camera, acquisition):
        camera.light = 0.0
        await corrections.update(TAKE_DARK)
        before = acquisition.current.camera
        assert before is not None
        await acquisition.apply(change)
        frame = await acquisition.grab()
        assert corrections.correct(frame) == (frame, None)
        assert corrections.state.dark.state == "on"
        assert text in (corrections.state.dark.mismatch or "")
        assert corrections.state.flat.mismatch is None
        back = {name: getattr(before.settings, name) for name in change.changes()}
        await acquisition.apply(SettingsUpdate(**back))
        assert corrections.state.dark.mismatch is None
        assert corrections.correct(await acquisition.grab())[1] is not None


async def test_a_smaller_region_does_not_match(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, _, acquisition):
        await corrections.update(TAKE_DARK)
        camera = acquisition.current.camera
        assert camera is not None
        frame = await acquisition.grab(SettingsUpdate(roi=camera.settings.roi.model_copy(update={"left": 64})))
        assert corrections.correct(frame) == (frame, None)
        assert "region is left 64" in (corrections.state.dark.mismatch or "")


async def test_survives_a_restart_of_the_service(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, camera, _):
        await take_both(corrections, camera)
        before = await corrections.update(CorrectionsUpdate(flat="off", display=WINDOW))
    async with correcting(tmp_path) as (corrections, camera, acquisition):
        assert corrections.state == before
        assert corrections.display(8) is not None
        corrected, applied = corrections.correct(await acquisition.grab())
        assert applied is not None
        assert (corrected.pixels == camera.scene - OFFSET).all()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut short", b"not at all"])
async def test_a_damaged_file_counts_as_none_and_is_replaced(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "dark.npz").write_bytes(damage)
    (tmp_path / "flat.npz.new").write_bytes(b"unfinished")
    (tmp_path / "switches.json").write_text('{"dark": true, "flat": true}')
    async with correcting(tmp_path) as (corrections, _, acquisition):
        assert not (tmp_path / "flat.npz.new").exists()
        assert corrections.state.dark.state == "none"
        assert corrections.correct(await acquisition.grab())[1] is None
        assert (await corrections.update(TAKE_DARK)).dark.state == "on"
    async with correcting(tmp_path) as (corrections, _, _):
        assert corrections.state.dark.state == "on"


@pytest.mark.parametrize("name", ["dark.npz", "switches.json", "flat.npz.new"])
async def test_a_file_that_cannot_be_read_does_not_stop_the_start(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with correcting(tmp_path) as (corrections, camera, _):
        await take_both(corrections, camera)
    # Reading or removing a folder as a file raises an OSError for every user, also for root.
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).mkdir()
    async with correcting(tmp_path) as (corrections, _, _):
        state = corrections.state
        expected = {"dark.npz": ("none", "on"), "switches.json": ("off", "off"), "flat.npz.new": ("on", "on")}
        assert (state.dark.state, state.flat.state) == expected[name]
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 1
    assert "corrections" in errors[0].getMessage() or name in errors[0].__dict__["file"]


async def test_a_missing_reference_cannot_be_switched_on(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, _, _):
        with pytest.raises(SettingRejected) as caught:
            await corrections.update(CorrectionsUpdate(dark="on", flat="on", display=WINDOW))
        assert [issue.path for issue in caught.value.issues] == ["dark", "flat"]
        assert corrections.display(8) is None


@pytest.mark.parametrize(
    ("light", "kind", "text"), [(400.0, "flat", "saturated"), (400.0, "dark", "saturated"), (-8.0, "flat", "1.")]
)
async def test_an_unsuitable_reference_is_refused(tmp_path: Path, light: float, kind: str, text: str) -> None:
    async with correcting(tmp_path) as (corrections, camera, _):
        camera.light = light
        with pytest.raises(SettingRejected, match=text) as caught:
            await corrections.update(CorrectionsUpdate.from_wire({kind: "take", "frames": 1}))
        assert caught.value.issues[0].path == kind
        assert (corrections.state.dark.state, corrections.state.flat.state) == ("none", "none")
        assert list(tmp_path.glob("*.npz")) == []


async def test_a_change_of_settings_aborts_the_reference(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, _, acquisition):
        taking = asyncio.create_task(corrections.update(CorrectionsUpdate(dark="take", frames=256)))
        await status_where(acquisition, lambda status: status.streaming)
        frames = acquisition.frames.current
        await acquisition.frames.newer_than((frames.version if frames else 0) + 3)
        await acquisition.apply(SettingsUpdate(exposure=9.0))
        with pytest.raises(SettingRejected, match="settings changed while it was taken: exposure is 9 ms"):
            await taking


async def test_one_reference_at_a_time_and_the_window_changes_at_once(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, _, _):
        taking = asyncio.create_task(corrections.update(CorrectionsUpdate(dark="take", frames=256)))
        await run_pending()
        with pytest.raises(CameraBusy):
            await corrections.update(TAKE_FLAT)
        assert (await corrections.update(CorrectionsUpdate(display=WINDOW))).display == WINDOW
        assert not taking.done()
        # The reference is completed although its caller is cancelled.
        taking.cancel()
        await until(lambda: corrections.state.dark.state == "on")
        assert corrections.state.display == WINDOW


async def test_a_lost_camera_leaves_no_reference(tmp_path: Path) -> None:
    async with correcting(tmp_path) as (corrections, camera, acquisition):
        taking = asyncio.create_task(corrections.update(CorrectionsUpdate(dark="take", frames=256)))
        await status_where(acquisition, lambda status: status.streaming)
        camera.plugged = False
        with pytest.raises(CameraDisconnected):
            await taking
        assert corrections.state.dark.state == "none"


async def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise NoSpace("the disk is full")

    async with correcting(tmp_path) as (corrections, _, _):
        monkeypatch.setattr("camera_ws.pictures.corrections.store.write_durably", full)
        for update in (TAKE_DARK, CorrectionsUpdate(display=WINDOW)):
            with pytest.raises(NoSpace):
                await corrections.update(update)
        assert corrections.state.dark.state == "none"
        assert corrections.display(8) is None


async def test_the_mean_uses_different_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    add = measure._Sum.add

    def note(self: measure._Sum, frame: object, settings: object) -> None:
        seen.append(frame.descriptor.seq)  # type: ignore[attr-defined]  # a Frame
        add(self, frame, settings)  # type: ignore[arg-type]  # passed on unchanged

    monkeypatch.setattr(measure._Sum, "add", note)
    async with correcting(tmp_path) as (corrections, _, _):
        await corrections.update(CorrectionsUpdate(dark="take"))
    assert len(set(seen)) == 16
