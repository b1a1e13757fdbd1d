"""The encoder: structure, size, bit rate and colours of what a viewer decodes."""

import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray

from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.encoding.display_jpeg import eight_bit
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.encoding.encoder import encode_display
from camera_ws.pictures.video.planes import FramePlanes, to_planes
from camera_ws.pictures.video.x264 import X264
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.data.pictures import gradient, jpeg
from support.decoding.ssim import ssim
from support.decoding.video_decoder import DELTA, IDR, PPS, SPS, VideoDecoder, nal_types

FPS = 30.0


def encoded(pictures: list[NDArray[np.uint8]], bits: int = 3_000_000) -> list[tuple[bytes, bool]]:
    planes = [to_planes(picture) for picture in pictures]
    encoder = X264(planes[0].coded_size, bits, FPS)
    return [encoder.encode(each, key=False) for each in planes]


def test_parameter_sets_precede_every_key_frame() -> None:
    planes = to_planes(gradient())
    encoder = X264(planes.coded_size, 1_000_000, FPS)
    keys = [True, False, False, True, False]
    units = [encoder.encode(planes, key) for key in keys]
    assert [key for _, key in units] == keys
    for data, key in units:
        wanted = {SPS, PPS, IDR} if key else {DELTA}
        assert {each for each in nal_types(data) if each in (SPS, PPS, IDR, DELTA)} == wanted
        assert nal_types(data).count(IDR if key else DELTA) == 1


def test_a_scene_change_makes_no_key_frame() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (120, 160, 3), np.uint8)
    units = encoded([gradient(), noise, gradient(phase=90), noise])
    assert [key for _, key in units] == [True, False, False, False]


@pytest.mark.parametrize(("width", "height"), [(160, 120), (161, 120), (160, 121), (33, 17), (16, 16)])
def test_decodes_to_the_picture_and_at_most_one_more_column_and_row(width: int, height: int) -> None:
    [(data, _)] = encoded([gradient(width, height)])
    shown = VideoDecoder().decode(data)
    assert (shown.width, shown.height) == (width + width % 2, height + height % 2)
    pixels = VideoDecoder().pixels(data, width, height).astype(int)
    assert np.abs(pixels - gradient(width, height)).mean() < 6


@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (200, 120, 180)])
def test_colours_are_those_of_the_jpeg(colour: tuple[int, int, int]) -> None:
    flat = np.full((64, 64, 3), colour, np.uint8)
    [(data, _)] = encoded([flat])
    of_video = VideoDecoder().pixels(data, 64, 64).astype(int)
    of_jpeg = simplejpeg.decode_jpeg(jpeg(flat), "RGB").astype(int)
    assert np.abs(of_video - of_jpeg).max() <= 4


def test_grey_pictures_stay_grey() -> None:
    grey = gradient()[..., 0].copy()
    [(data, _)] = encoded([grey])
    pixels = VideoDecoder().pixels(data, 160, 120).astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() <= 2
    assert np.abs(pixels[..., 0] - grey).mean() < 3


def test_the_bit_rate_holds_at_any_frame_rate() -> None:
    """Noise needs every bit that it can get."""
    pictures = np.random.default_rng(1).integers(0, 256, (4, 96, 128), np.uint8)
    for fps in (5, 30):
        planes = [to_planes(picture) for picture in pictures]
        encoder = X264(planes[0].coded_size, 500_000, fps)
        frames = 4 * fps
        sizes = [len(encoder.encode(planes[index % 4], key=False)[0]) for index in range(frames)]
        assert sum(sizes) * 8 * fps / frames == pytest.approx(500_000, rel=0.35)


def test_the_specimen_is_similar_to_its_jpeg_at_3_megabits() -> None:
    pictures = DisplayPictures()
    planes = FramePlanes(pictures)
    decoder = VideoDecoder()
    with SimulatedCamera(1, VirtualClock()) as camera:
        camera.start()
        encoder = X264((1280, 1024), 3_000_000, FPS)
        similar: list[float] = []
        for index in range(8):
            frame = camera.next_frame(1)
            data, _ = encoder.encode(planes.of(frame, 1280), key=index == 0)
            shown = decoder.pixels(data, 1280, 1024)
            of_jpeg = simplejpeg.decode_jpeg(encode_display(pictures, frame, None, 80).data, "RGB")
            similar.append(ssim(shown, of_jpeg.astype(np.uint8, copy=False)))
    assert min(similar) >= 0.9
    assert similar[-1] >= 0.95


def test_deep_monochrome_pictures_take_the_path_of_the_jpeg() -> None:
    pictures = DisplayPictures()
    with SimulatedCamera(1, VirtualClock()) as camera:
        camera.apply(SettingsUpdate(pixel_format="MONO16"))
        camera.start()
        frame = camera.next_frame(1)
    planes = FramePlanes(pictures).of(frame, 1280)
    data, _ = X264(planes.coded_size, 3_000_000, FPS).encode(planes, key=True)
    shown = VideoDecoder().pixels(data, planes.width, planes.height).astype(int)
    assert np.abs(shown[..., 1] - eight_bit(frame.pixels, frame.descriptor.bit_depth)).mean() < 8
