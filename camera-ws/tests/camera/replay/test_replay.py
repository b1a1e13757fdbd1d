"""The replay driver."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.replay.camera import ReplayCamera
from camera_ws.camera.replay.mjpeg import split_jpegs
from camera_ws.errors import CameraError, SettingRejected
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.data.pictures import display_jpeg, gradient, jpeg, jpeg_folder, mjpeg_file


def replay(path: Path, fps: float = 25) -> ReplayCamera:
    camera = ReplayCamera(path, fps, VirtualClock())
    camera.open()
    camera.start()
    return camera


def test_jpegs_are_unchanged_in_order_and_in_a_loop(tmp_path: Path) -> None:
    originals = jpeg_folder(tmp_path, 3)
    (tmp_path / "notes.txt").write_text("not a picture")
    camera = replay(tmp_path)
    shown = [display_jpeg(camera.next_frame(1), None, 80).data for _ in range(7)]
    assert shown == [originals[index % 3] for index in range(7)]
    camera.close()


def test_scales_only_on_request(tmp_path: Path) -> None:
    originals = jpeg_folder(tmp_path, 1)
    camera = replay(tmp_path)
    frame = camera.next_frame(1)
    assert display_jpeg(frame, 160, 80).data == originals[0]
    small = display_jpeg(frame, 80, 80)
    assert (small.width, small.height, small.scaled) == (80, 60, True)
    camera.close()


def test_pixels_of_a_jpeg_are_its_picture(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(gradient(), 98))
    camera = replay(tmp_path)
    assert np.abs(camera.next_frame(1).pixels.astype(int) - gradient()).max() < 12
    camera.close()


@pytest.mark.parametrize("extension", ["png", "tiff", "bmp"])
def test_lossless_pictures_are_exact(tmp_path: Path, extension: str) -> None:
    cv2.imwrite(str(tmp_path / f"a.{extension}"), cv2.cvtColor(gradient(), cv2.COLOR_RGB2BGR))
    camera = replay(tmp_path)
    assert (camera.next_frame(1).pixels == gradient()).all()
    camera.close()


def test_sixteen_bit_monochrome(tmp_path: Path) -> None:
    picture = (np.arange(64 * 64, dtype=np.uint16) * 16).reshape(64, 64)
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    camera = replay(tmp_path)
    frame = camera.next_frame(1)
    assert (frame.pixels == picture).all()
    assert (frame.descriptor.bit_depth, frame.descriptor.pixel_format) == (16, "MONO16")
    camera.close()


@pytest.mark.parametrize("between", [b"", b"\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n"])
def test_mjpeg_streams_are_split_at_their_markers(tmp_path: Path, between: bytes) -> None:
    originals = [jpeg(gradient(phase=40 * index)) for index in range(3)]
    mjpeg_file(tmp_path / "a.mjpeg", originals, between)
    camera = replay(tmp_path / "a.mjpeg")
    assert [camera.next_frame(1).jpeg for _ in range(4)] == [*originals, originals[0]]
    camera.close()


def test_a_thumbnail_inside_a_jpeg_does_not_end_it() -> None:
    outer, thumbnail = jpeg(gradient()), jpeg(gradient(16, 16))
    segment = b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail
    nested = outer[:2] + segment + outer[2:]
    assert split_jpegs(nested + outer) == [(0, len(nested)), (len(nested), len(nested) + len(outer))]


def test_a_truncated_recording_loses_only_its_last_picture() -> None:
    picture = jpeg(gradient())
    assert split_jpegs(picture + picture[:-10]) == [(0, len(picture))]


@given(st.binary(max_size=300))
def test_splitting_random_bytes_never_fails(noise: bytes) -> None:
    for start, end in split_jpegs(b"\xff\xd8\xff" + noise):
        assert 0 <= start < end <= len(noise) + 3


def test_video_files_play_and_loop(tmp_path: Path) -> None:
    path = tmp_path / "a.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (160, 120))
    for value in (40, 120, 200):
        writer.write(np.full((120, 160, 3), (value, 0, 0), np.uint8))
    writer.release()
    camera = replay(path)
    blue = [float(camera.next_frame(1).pixels[..., 2].mean()) for _ in range(5)]
    assert blue == pytest.approx([40, 120, 200, 40, 120], abs=6)
    camera.close()


def test_plays_at_the_requested_rate(tmp_path: Path) -> None:
    jpeg_folder(tmp_path, 2)
    camera = replay(tmp_path, fps=10)
    times = [camera.next_frame(1).descriptor.captured_at_us for _ in range(3)]
    assert np.diff(times) == pytest.approx(100_000)
    camera.close()


def test_exposure_and_gain_are_fixed(tmp_path: Path) -> None:
    jpeg_folder(tmp_path, 1)
    camera = replay(tmp_path)
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(exposure=8.0, gain=1.0))
    assert [issue.message for issue in caught.value.issues] == [
        "exposure is fixed on this camera",
        "gain is fixed on this camera",
    ]
    camera.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jpg", b"no jpeg"), ("a.png", b"no png"), ("a.mjpeg", b"no jpeg"), ("b.mjpeg", b""), ("a.mp4", b"no video")],
)
def test_an_unreadable_source_is_refused_at_the_start(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CameraError):
        ReplayCamera(tmp_path if path.suffix in (".jpg", ".png") else path, 25, VirtualClock())


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="nowhere"):
        ReplayCamera(tmp_path / "nowhere", 25, VirtualClock())


def test_a_damaged_picture_is_skipped(tmp_path: Path) -> None:
    originals = jpeg_folder(tmp_path, 2)
    (tmp_path / "000a.jpg").write_bytes(b"broken")
    camera = replay(tmp_path)
    assert [camera.next_frame(1).jpeg for _ in range(3)] == [originals[0], originals[1], originals[0]]
    camera.close()


def with_orientation(jpeg: bytes, orientation: int, order: str) -> bytes:
    """The JPEG with an EXIF segment with this orientation."""
    mark = {"<": b"II", ">": b"MM"}[order]
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = mark + struct.pack(f"{order}HIH", 42, 8, 1) + entry + struct.pack(f"{order}I", 0)
    body = b"Exif\0\0" + exif
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright_by_their_exif(tmp_path: Path, orientation: int, order: str) -> None:
    shown = gradient(64, 48)
    # The inverse of each orientation, as a camera in this position would store the picture.
    stored = {
        1: shown,
        2: shown[:, ::-1],
        3: shown[::-1, ::-1],
        4: shown[::-1],
        5: shown.swapaxes(0, 1),
        6: np.rot90(shown, 1),
        7: shown.swapaxes(0, 1)[::-1, ::-1],
        8: np.rot90(shown, -1),
    }[orientation]
    (tmp_path / "turned.jpg").write_bytes(with_orientation(jpeg(stored, 100), orientation, order))
    camera = ReplayCamera(tmp_path, 25, VirtualClock())
    with camera:
        camera.start()
        frame = camera.next_frame(1)
        assert (frame.descriptor.width, frame.descriptor.height) == (64, 48)
        assert frame.pixels.shape == (48, 64, 3)
        assert np.abs(frame.pixels.astype(int) - shown.astype(int)).max() < 24
        assert (frame.jpeg is None) is (orientation != 1)


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a-empty.png", b""),
        ("a-huge.png", png_header(2**31 - 1, 2**31 - 1)),
        ("a-large.png", png_header(60_000, 60_000)),
        ("a-header.png", png_header(100, 100)),
        ("a-cut.jpg", jpeg(gradient(640, 480))[:4000]),
        ("a-empty.jpg", b""),
        ("a-empty.tif", b""),
        ("a-none.bmp", b"BM"),
    ],
)
def test_a_damaged_picture_is_logged_and_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, data: bytes
) -> None:
    good = jpeg_folder(tmp_path, 2)
    (tmp_path / name).write_bytes(data)
    camera = ReplayCamera(tmp_path, 25, VirtualClock())
    with camera:
        camera.start()
        assert [camera.next_frame(1).jpeg for _ in range(4)] == good * 2
    left_out = [vars(record)["file"] for record in caplog.records if "left out" in record.message]
    assert left_out == [name]
