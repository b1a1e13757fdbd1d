"""The focus score depends on sharpness only."""

from itertools import pairwise

import numpy as np
import pytest

from camera_ws.camera.base import Pixels
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.pictures.analysis.focus import focus_score
from camera_ws.protocol.camera.settings import Roi, SettingsUpdate

FIELD = Roi(left=320, top=256, width=640, height=512)


def shot(focus_um: float, **settings: object) -> Pixels:
    with SimulatedCamera(1, VirtualClock()) as camera:
        camera.apply(SettingsUpdate.from_wire({"focus": focus_um, "roi": FIELD.to_json(), **settings}))
        camera.start()
        return camera.next_frame(10).pixels


@pytest.mark.parametrize("light", [{}, {"pixelFormat": "MONO16"}, {"exposure": 0.5}, {"exposure": 2, "gain": 12}])
def test_falls_with_defocus_in_any_light(light: dict[str, object]) -> None:
    scores = [focus_score(shot(focus_um, **light)) for focus_um in (0, 4, 8, 16, 40)]
    assert all(sharper > blurred * 1.05 for sharper, blurred in pairwise(scores))


def test_both_sides_of_focus_have_the_same_score() -> None:
    assert focus_score(shot(-8)) == pytest.approx(focus_score(shot(8)), rel=0.05)


def test_the_score_depends_little_on_light() -> None:
    assert focus_score(shot(0, exposure=4)) == pytest.approx(focus_score(shot(0, exposure=8)), rel=0.1)


@pytest.mark.parametrize("height", [5, 64, 68, 69, 200])
def test_is_the_mean_squared_slope_of_all_inner_pixels(height: int) -> None:
    ramp = np.tile(np.arange(100, 180, dtype=np.uint16), (height, 1))
    expected = 1 / ramp.mean() ** 2 * 1e4
    assert focus_score(ramp) == pytest.approx(expected, rel=1e-6)
    assert focus_score(np.ascontiguousarray(ramp.T)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("shape", [(4, 100), (100, 4), (1, 1)])
def test_a_region_below_5_px_scores_0(shape: tuple[int, int]) -> None:
    assert focus_score(np.full(shape, 9, np.uint8)) == 0


def test_a_black_picture_scores_0() -> None:
    assert focus_score(np.zeros((20, 20), np.uint8)) == 0
