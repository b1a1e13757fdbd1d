"""The file of a clip, decoded frame by frame, also after a crash."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from camera_ws.camera.base import Frame
from camera_ws.errors import CameraError, NoSpace
from camera_ws.jobs.kinds import recording as recording_module
from camera_ws.jobs.kinds.recording import Recorded, Recording, encoder_name, finish, first_picture, packet_sizes
from support.data.pictures import frame, gradient


def frame_at(index: int, width: int = 160, height: int = 120, step_us: int = 25_000) -> Frame:
    picture = frame(gradient(width, height, phase=4 * index), seq=index)
    object.__setattr__(picture.descriptor, "captured_at_us", 1_800_000_000_000_000 + index * step_us)
    return picture


def record(path: Path, frames: list[Frame], max_width: int | None = None, fps: float = 40.0) -> Recording:
    recording = Recording(path, frames[0], fps, max_width)
    for one in frames:
        assert recording.add(one)
    return recording


def decoded(path: Path) -> tuple[list[float], list[np.ndarray[Any, Any]]]:
    with av.open(str(path)) as clip:
        frames = list(clip.decode(video=0))
    return [float(one.time or 0.0) for one in frames], [one.to_ndarray(format="rgb24") for one in frames]


def test_frames_have_their_pictures_and_times(tmp_path: Path) -> None:
    frames = [frame_at(index) for index in (0, 1, 2, 5, 6, 30, 31, 90)]
    record(tmp_path / "a.mp4", frames).close()
    assert finish(tmp_path / "a.mp4", tmp_path / "b.mp4", None) == Recorded(8, 90 * 25_000, 160, 120)
    times, pictures = decoded(tmp_path / "b.mp4")
    assert times == pytest.approx([0, 0.025, 0.05, 0.125, 0.15, 0.75, 0.775, 2.25], abs=1e-4)
    for original, picture in zip(frames, pictures, strict=True):
        assert np.abs(original.pixels.astype(int) - picture.astype(int)).mean() < 6
    assert np.array_equal(first_picture(tmp_path / "b.mp4"), pictures[0])


def test_playback_at_an_even_rate(tmp_path: Path) -> None:
    record(tmp_path / "a.mp4", [frame_at(index) for index in (0, 7, 8, 20)]).close()
    recorded = finish(tmp_path / "a.mp4", tmp_path / "b.mp4", 12.5)
    assert recorded == Recorded(4, 500_000, 160, 120)
    times, _ = decoded(tmp_path / "b.mp4")
    assert times == pytest.approx([0, 0.08, 0.16, 0.24], abs=1e-4)
    with av.open(str(tmp_path / "b.mp4")) as clip:
        assert clip.streams.video[0].average_rate == Fraction(25, 2)


def test_browsers_can_play_the_file(tmp_path: Path) -> None:
    record(tmp_path / "a.mp4", [frame_at(index, 161, 121) for index in range(50)]).close()
    finish(tmp_path / "a.mp4", tmp_path / "b.mp4", None)
    data = (tmp_path / "b.mp4").read_bytes()
    assert data[4:8] == b"ftyp"
    assert 0 < data.find(b"moov") < data.find(b"mdat")
    with av.open(str(tmp_path / "b.mp4")) as clip:
        stream = clip.streams.video[0]
        codec = stream.codec_context
        assert (codec.name, codec.pix_fmt, stream.frames) == ("h264", "yuv420p", 50)
        assert (codec.width, codec.height) == (160, 120)
        assert stream.duration is not None
        assert float(stream.duration * (stream.time_base or 0)) == pytest.approx(50 * 0.025, abs=0.03)


@pytest.mark.parametrize(
    ("max_width", "size"), [(None, (160, 120)), (80, (80, 60)), (101, (100, 76)), (500, (160, 120))]
)
def test_the_size_is_limited_and_even(tmp_path: Path, max_width: int | None, size: tuple[int, int]) -> None:
    record(tmp_path / "a.mp4", [frame_at(0)], max_width).close()
    recorded = finish(tmp_path / "a.mp4", tmp_path / "b.mp4", None)
    assert recorded is not None
    assert (recorded.width, recorded.height) == size


def test_monochrome_pictures_of_more_than_8_bits(tmp_path: Path) -> None:
    ramp = np.tile(np.arange(0, 4096, 32, dtype=np.uint16), (96, 1))
    record(tmp_path / "a.mp4", [frame(ramp, bit_depth=12)]).close()
    picture = first_picture(tmp_path / "a.mp4").astype(int)
    assert np.abs(picture[:, :, 1] - (ramp / 4095 * 255)).mean() < 3
    assert np.abs(picture[:, :, 0] - picture[:, :, 2]).mean() < 2


def test_a_truncated_file_has_complete_frames(tmp_path: Path) -> None:
    frames = [frame_at(index) for index in range(60)]
    record(tmp_path / "a.mp4", frames, fps=10.0).close()
    data, found = (tmp_path / "a.mp4").read_bytes(), []
    for cut in range(0, len(data) + 1, max(1, len(data) // 12)):
        (tmp_path / "cut.mp4").write_bytes(data[:cut])
        recorded = finish(tmp_path / "cut.mp4", tmp_path / "b.mp4", None)
        found.append(recorded.frames if recorded else 0)
        if recorded:
            times, pictures = decoded(tmp_path / "b.mp4")
            assert len(times) == recorded.frames
            last = frames[recorded.frames - 1].pixels.astype(int)
            assert np.abs(last - pictures[-1].astype(int)).mean() < 6
    assert found == sorted(found)
    assert (found[0], found[-1] > 50) == (0, True)


def test_frames_are_on_disk_during_recording(tmp_path: Path) -> None:
    recording = record(tmp_path / "a.mp4", [frame_at(index) for index in range(60)], fps=10.0)
    assert len(packet_sizes(tmp_path / "a.mp4")) >= 40
    recording.close()
    recording.close()
    assert len(packet_sizes(tmp_path / "a.mp4")) == 60


def test_refuses_a_frame_of_another_size(tmp_path: Path) -> None:
    recording = record(tmp_path / "a.mp4", [frame_at(0)])
    assert not recording.add(frame_at(1, width=80))
    recording.close()
    with pytest.raises(CameraError, match="at least 2 × 2 px"):
        Recording(tmp_path / "c.mp4", frame(gradient(64, 1)), 10.0, None)


def test_a_recording_without_frames_gives_no_clip(tmp_path: Path) -> None:
    assert finish(tmp_path / "nothing.mp4", tmp_path / "b.mp4", None) is None
    Recording(tmp_path / "a.mp4", frame_at(0), 10.0, None).close()
    assert finish(tmp_path / "a.mp4", tmp_path / "b.mp4", None) is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_raises_no_space() -> None:
    recording = Recording(Path("/dev/full"), frame_at(0), 2.0, None)
    with pytest.raises(NoSpace, match="the disk is full"):
        record_all(recording, 200)
    with pytest.raises(NoSpace, match="the disk is full"):
        recording.add(frame_at(200))
    with pytest.raises(NoSpace, match="the disk is full"):
        recording.close()
    recording.close()


def record_all(recording: Recording, count: int) -> None:
    for index in range(count):
        recording.add(frame_at(index))


def test_without_x264_it_warns_and_records_mpeg_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    encoder_name.cache_clear()
    monkeypatch.setattr(recording_module.av, "codecs_available", {"mpeg4"})
    try:
        record(tmp_path / "a.mp4", [frame_at(index) for index in range(5)]).close()
        assert finish(tmp_path / "a.mp4", tmp_path / "b.mp4", None) == Recorded(5, 100_000, 160, 120)
        assert "no H.264 encoder" in caplog.text
    finally:
        encoder_name.cache_clear()
