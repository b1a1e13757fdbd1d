"""Bounds of an automatic exposure."""

from hypothesis import given
from hypothesis import strategies as st

from camera_ws.pictures.analysis.exposure_bounds import ExposureBounds
from camera_ws.pictures.analysis.exposure_meter import TARGET, step


def test_a_step_that_repeats_a_known_error_is_halved() -> None:
    bounds = ExposureBounds()
    assert bounds.step(4.0, 16.0) == 16.0
    assert bounds.step(16.0, 4.0) == 8.0
    assert bounds.step(8.0, 10.0) == 10.0


@given(st.floats(0.3, 4.0), st.floats(0.05, 150.0), st.floats(0.05, 150.0), st.floats(0.5, 2.0))
def test_finds_the_exposure_for_every_gamma_that_the_camera_does_not_report(
    gamma: float, right_ms: float, start_ms: float, light: float
) -> None:
    bounds = ExposureBounds()

    def settled(exposure_ms: float, right_ms: float) -> float:
        for _ in range(60):
            level = min(1.0, TARGET * (exposure_ms / right_ms) ** (1 / gamma))
            if abs(level / TARGET - 1) <= 0.03:
                return exposure_ms
            exposure_ms = bounds.step(exposure_ms, exposure_ms * step(level, 1.0))
        raise AssertionError((exposure_ms, level))

    settled(settled(start_ms, right_ms), right_ms / light)
