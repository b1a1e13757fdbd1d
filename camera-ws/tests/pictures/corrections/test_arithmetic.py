"""The corrections agree with (x - dark) / (flat - dark) · mean(flat - dark)."""

import numpy as np
import pytest

from camera_ws.pictures.corrections.arithmetic import make_correction

RNG = np.random.default_rng(11)
SHAPES = [(150, 90), (150, 90, 3)]
DEPTHS = [8, 10, 12, 16]


def dtype_of(bits: int) -> type[np.unsignedinteger]:
    return np.uint8 if bits == 8 else np.uint16


def picture(shape: tuple[int, ...], bits: int) -> np.ndarray:
    return RNG.integers(0, 1 << bits, shape, dtype_of(bits))


def expected(x: np.ndarray, dark: np.ndarray | None, flat: np.ndarray | None, bits: int) -> np.ndarray:
    """The formula in doubles."""
    offset = np.zeros(x.shape) if dark is None else dark.astype(np.float64)
    corrected = x - offset
    if flat is not None:
        light = flat - offset
        corrected = corrected / light * light.mean(axis=(0, 1))
    return np.clip(corrected, 0, (1 << bits) - 1)


@pytest.mark.parametrize("shape", SHAPES, ids=["mono", "colour"])
@pytest.mark.parametrize("bits", DEPTHS)
@pytest.mark.parametrize("kinds", ["dark", "flat", "both"])
def test_agrees_with_the_formula_rounded_and_clipped(shape: tuple[int, ...], bits: int, kinds: str) -> None:
    full = 1 << bits
    dark = (RNG.random(shape, np.float32) * full * 0.1) if kinds != "flat" else None
    flat = (RNG.random(shape, np.float32) * full * 0.4 + full * 0.5) if kinds != "dark" else None
    x = picture(shape, bits)
    found = make_correction(dark, flat, bits).run(x, bits)
    assert found.dtype == x.dtype
    assert int(found.max()) < full
    # A 32-bit float may round to the other side of a half.
    assert np.abs(found - expected(x, dark, flat, bits)).max() <= 0.5 + 1e-6 * full


@pytest.mark.parametrize("bits", [8, 12])
def test_removes_shading_and_keeps_values_below_the_dark_frame_black(bits: int) -> None:
    full = 1 << bits
    shade = np.linspace(0.5, 1.0, 200)[None, :] * np.linspace(0.6, 1.0, 100)[:, None]
    dark = np.full(shade.shape, full * 0.02, np.float32)
    flat = (shade * full * 0.9 + dark).astype(np.float32)
    scene = (shade * full * 0.45 + dark).astype(dtype_of(bits))
    corrected = make_correction(dark, flat, bits).run(scene, bits)
    assert corrected.std() / corrected.mean() < 0.01 < scene.std() / scene.mean()
    assert corrected.mean() == pytest.approx((scene - dark).mean(), rel=0.02)
    black = np.zeros(shade.shape, dtype_of(bits))
    assert not make_correction(dark, flat, bits).run(black, bits).any()
    assert not make_correction(dark, None, bits).run(black, bits).any()


def test_each_channel_keeps_its_brightness() -> None:
    flat = np.full((40, 40, 3), (200.0, 100.0, 50.0), np.float32)
    x = np.full((40, 40, 3), (120, 60, 30), np.uint8)
    assert (make_correction(None, flat, 8).run(x, 8) == x).all()


def test_the_gain_of_a_blind_pixel_is_limited() -> None:
    flat = np.full((30, 30), 2000.0, np.float32)
    flat[3, 3] = 0.0
    x = np.full((30, 30), 40, np.uint16)
    corrected = make_correction(None, flat, 12).run(x, 12)
    assert corrected[3, 3] <= 16 * 40
    assert corrected[5, 5] == 40


def test_does_not_change_its_input() -> None:
    x = picture((70, 20), 12)
    copy = x.copy()
    make_correction(np.full(x.shape, 5, np.float32), np.full(x.shape, 900, np.float32), 12).run(x, 12)
    assert (x == copy).all()


def test_refuses_to_work_without_a_reference() -> None:
    with pytest.raises(ValueError, match="dark frame or a flat field"):
        make_correction(None, None, 8)
