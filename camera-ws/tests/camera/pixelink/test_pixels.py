"""Every raw layout, with bytes and results computed by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from camera_ws.camera.pixelink.pixels import BY_NAME, FORMATS, same_layout, to_picture, to_samples
from camera_ws.errors import CameraError

ORDERS = ("GRBG", "RGGB", "GBRG", "BGGR")
LAYOUTS = ("8", "16", "12_PACKED", "12_PACKED_MSFIRST", "10_PACKED_MSFIRST")
# Four 12-bit samples and their bytes.
SAMPLES = (0xABC, 0x123, 0x00F, 0xFF0)
BYTES = {
    "8": "AB 12 00 FF",
    "16": "AB C0 12 30 00 F0 FF 00",
    "12_PACKED": "AB 3C 12 00 0F FF",
    "12_PACKED_MSFIRST": "AB 12 3C 00 FF 0F",
    # Of ten bits: 2AF, 048, 003, 3FC; the low pairs 11, 00, 11, 00 from the lowest up.
    "10_PACKED_MSFIRST": "AB 12 00 FF 33",
}
VALUES = {
    "8": [0xAB, 0x12, 0x00, 0xFF],
    "16": list(SAMPLES),
    "12_PACKED": list(SAMPLES),
    "12_PACKED_MSFIRST": list(SAMPLES),
    "10_PACKED_MSFIRST": [0x2AF, 0x048, 0x003, 0x3FC],
}
DEPTHS = {"8": 8, "16": 12, "12_PACKED": 12, "12_PACKED_MSFIRST": 12, "10_PACKED_MSFIRST": 10}


def raw_of(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(bytes.fromhex(text), np.uint8)


def pack(samples: NDArray[np.uint16], layout: str) -> NDArray[np.uint8]:
    """12-bit samples in a layout, by the arithmetic of single samples."""
    out: list[int] = []
    if layout == "8":
        out = [int(value) >> 4 for value in samples]
    elif layout == "16":
        for value in samples:
            out += divmod(int(value) << 4, 256)
    elif layout == "10_PACKED_MSFIRST":
        for four in samples.reshape(-1, 4) >> 2:
            out += [int(value) >> 2 for value in four]
            out.append(sum((int(value) & 3) << 2 * index for index, value in enumerate(four)))
    else:
        for first, second in samples.reshape(-1, 2).tolist():
            lows = (second & 15) << 4 | first & 15
            highs = [first >> 4, second >> 4]
            out += [*highs, lows] if "MSFIRST" in layout else [highs[0], lows, highs[1]]
    return np.array(out, np.uint8)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_mono_is_bit_exact(layout: str) -> None:
    picture, bits = to_picture(raw_of(BYTES[layout]), BY_NAME[f"MONO{layout}"], 2, 2, 12)
    assert picture.tolist() == [VALUES[layout][:2], VALUES[layout][2:]]
    assert bits == DEPTHS[layout]
    assert picture.dtype == (np.uint8 if bits == 8 else np.uint16)


@pytest.mark.parametrize(("sensor_bits", "value"), [(8, 0xAB), (10, 0x2AF), (12, 0xABC), (14, 0x2AF3), (16, 0xABCD)])
def test_sixteen_bits_are_aligned_by_the_sensors_depth(sensor_bits: int, value: int) -> None:
    raw = np.array([value << (16 - sensor_bits)] * 4, ">u2").view(np.uint8)
    picture, bits = to_picture(raw, BY_NAME["MONO16"], 2, 2, sensor_bits)
    assert (picture.tolist(), bits) == ([[value] * 2] * 2, sensor_bits)


def test_the_packing_of_this_test() -> None:
    for layout, text in BYTES.items():
        assert pack(np.array(SAMPLES, np.uint16), layout).tobytes() == bytes.fromhex(text)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_bayer_orders(layout: str, order: str) -> None:
    """A flat field of one colour: edge-aware interpolation gives exactly this colour, except at the edge."""
    color = {"R": 0xC84, "G": 0x780, "B": 0x28C}
    tile = np.array([[color[order[0]], color[order[1]]], [color[order[2]], color[order[3]]]], np.uint16)
    raw = pack(np.tile(tile, (8, 8)).reshape(-1), layout)
    depth, _, packing = layout.partition("_")
    name = f"BAYER{depth}_{order}" + (f"_{packing}" if packing else "")
    picture, bits = to_picture(raw, BY_NAME[name], 16, 16, 12)
    assert bits == DEPTHS[layout]
    wanted = [color[channel] >> (12 - bits) for channel in "RGB"]
    assert (picture[2:-2, 2:-2] == np.array(wanted)).all()


@pytest.mark.parametrize("order", ORDERS)
def test_each_pixel_keeps_its_measured_colour(order: str) -> None:
    """Interpolation computes the other two colours of a pixel and keeps the measured one."""
    mosaic = np.random.default_rng(1).integers(0, 4096, (16, 16)).astype(np.uint16)
    picture, _ = to_picture(pack(mosaic.reshape(-1), "16"), BY_NAME[f"BAYER16_{order}"], 16, 16, 12)
    for index, channel in enumerate(order):
        rows, columns = slice(2 + index // 2, -2, 2), slice(2 + index % 2, -2, 2)
        assert (picture[rows, columns, "RGB".index(channel)] == mosaic[rows, columns]).all()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_mosaic_is_unchanged(layout: str, order: str) -> None:
    depth, _, packing = layout.partition("_")
    format = BY_NAME[f"BAYER{depth}_{order}" + (f"_{packing}" if packing else "")]
    samples, bits = to_samples(raw_of(BYTES[layout]), format, 2, 2, 12)
    assert samples.tolist() == [VALUES[layout][:2], VALUES[layout][2:]]
    assert (bits, samples.dtype) == (DEPTHS[layout], np.uint8 if bits == 8 else np.uint16)


def test_raw_yuv_has_pairs_of_colour_and_brightness() -> None:
    samples, bits = to_samples(raw_of("5A 51 F0 52 10 11 12 13"), BY_NAME["YUV422"], 2, 2, 12)
    assert samples.tolist() == [[[0x5A, 0x51], [0xF0, 0x52]], [[0x10, 0x11], [0x12, 0x13]]]
    assert bits == 8


# Two pixels by two: red, green over blue, white.
RED, GREEN, BLUE, WHITE = [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("RGB24_NON_DIB", "FF0000 00FF00 0000FF FFFFFF"),
        ("BGR24", "0000FF 00FF00 FF0000 FFFFFF"),
        ("RGB24", "FF0000 FFFFFF 0000FF 00FF00"),  # the bottom row first, blue before red
    ],
)
def test_rgb_layouts(name: str, text: str) -> None:
    picture, bits = to_picture(raw_of(text), BY_NAME[name], 2, 2, 12)
    assert (picture.tolist(), bits) == ([[RED, GREEN], [BLUE, WHITE]], 8)


@pytest.mark.parametrize(
    ("text", "pixel"),
    [
        ("80 10 80 10", [0, 0, 0]),
        ("80 EB 80 EB", [255, 255, 255]),
        ("5A 51 F0 51", [255, 0, 0]),  # ITU-R BT.601: red is Y 81, Cb 90, Cr 240
        ("F0 29 6E 29", [0, 0, 255]),
    ],
)
def test_yuv_is_cb_y_cr_y(text: str, pixel: list[int]) -> None:
    picture, bits = to_picture(raw_of(text), BY_NAME["YUV422"], 1, 2, 12)
    assert bits == 8
    assert np.abs(picture.astype(int) - np.array([[pixel, pixel]])).max() <= 1


def test_a_buffer_that_is_too_small_is_refused() -> None:
    assert {name: format.frame_bytes(4, 8) for name, format in BY_NAME.items() if name.startswith("MONO")} == {
        "MONO8": 32,
        "MONO16": 64,
        "MONO12_PACKED": 48,
        "MONO12_PACKED_MSFIRST": 48,
        "MONO10_PACKED_MSFIRST": 40,
    }
    for format in FORMATS.values():
        short = np.zeros(format.frame_bytes(4, 8) - 1, np.uint8)
        with pytest.raises(CameraError, match=r"a 8×4 .* frame has"):
            to_picture(short, format, 4, 8, 12)


def test_a_layout_has_four_orders() -> None:
    assert set(same_layout("BAYER12_GRBG_PACKED_MSFIRST")) == {f"BAYER12_{one}_PACKED_MSFIRST" for one in ORDERS}
    assert same_layout("MONO16") == ("MONO16",)
