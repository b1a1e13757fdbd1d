"""Random settings with every driver: typed errors only, and reports agree with frames."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from camera_ws.camera.base import Camera, Frame
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.camera.replay.camera import ReplayCamera
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.camera import VideoCamera
from camera_ws.errors import CameraTimeout, SettingRejected
from camera_ws.pictures.analysis.auto_exposure import SoftwareAutoExposure
from camera_ws.protocol.camera.settings import (
    CameraSettings,
    Capabilities,
    ChoiceFeature,
    Feature,
    FlagsFeature,
    NumberFeature,
    SettingsUpdate,
    VectorFeature,
)
from support.cameras.micromanager import HAS_WHEELS, demo_camera
from support.cameras.pxl_double import COLOR, MONO, OLDER, Double
from support.data.pictures import jpeg_folder

# Values around the limits and elsewhere.
numbers = st.one_of(
    st.floats(),
    st.floats(min_value=0, max_value=2500, width=32),
    st.sampled_from([0.0, -0.0, 1.0, 8.0, 2000.0, 2000.0001, 1e-300, 1e300, 2.0**53]),
)
whole = st.one_of(st.integers(0, 340), st.integers(-2, 2**54), st.sampled_from([64, 63, 65, 240, 320, 1280]))
EXPOSURES = ("exposure", "exposureAutoMin", "exposureAutoMax", "triggerDelay")
automatic = st.sampled_from(["off", "once", "continuous", "sometimes"])
formats = st.sampled_from(["MONO8", "MONO16", "BAYER8_GRBG", "BAYER8_RGGB", "YUV422", "RGB24", "RGB48", "RAW", ""])
anything: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        (
            *("exposure", "gain", "frameRate", "gamma", "brightness", "sharpness", "saturation", "colorTemperature"),
            *("focus", "exposureAutoMin", "exposureAutoMax", "frameRateActual", "bandwidthLimit", "triggerDelay"),
        ),
        numbers,
    ),
    **dict.fromkeys(("exposureAuto", "gainAuto", "whiteBalanceAuto"), automatic),
    **dict.fromkeys(
        ("roi", "autoRoi"), st.fixed_dictionaries(dict.fromkeys(("left", "top", "width", "height"), whole))
    ),
    "whiteBalance": st.fixed_dictionaries(dict.fromkeys(("red", "green", "blue"), numbers)),
    "flip": st.fixed_dictionaries({"horizontal": st.booleans(), "vertical": st.booleans()}),
    "rotate": st.sampled_from([0, 90, 180, 270, 45]),
    "pixelFormat": formats,
    "pixelAddressing": st.fixed_dictionaries(
        {"mode": st.sampled_from(["decimate", "average", "bin", "resample"]), "x": whole, "y": whole}
    ),
    # Without the hardware trigger: no pulses, no frames.
    "trigger": st.sampled_from(["free", "software"]),
    "triggerPolarity": st.sampled_from(["falling", "rising", "both"]),
    "sharpnessScore": st.sampled_from(["off", "on", True]),
    "holdStill": st.sampled_from(["off", "on", True]),
}
# A few at a time, because one refusal hides the others.
names = st.lists(st.sampled_from(sorted(anything)), max_size=3, unique=True)
updates = names.flatmap(lambda some: st.fixed_dictionaries({name: anything[name] for name in some}))


def within(capabilities: Capabilities) -> st.SearchStrategy[dict[str, Any]]:
    """Up to three values, each within the camera's limits; together they may exceed them."""
    features = {name: _value(name, feature) for name, feature in capabilities.features.items() if not feature.read_only}
    some = st.lists(st.sampled_from(sorted(features)), min_size=1, max_size=3, unique=True)
    return some.flatmap(lambda names: st.fixed_dictionaries({name: features[name] for name in names}))


def _value(name: str, feature: Feature) -> st.SearchStrategy[Any]:
    if name == "pixelAddressing":
        steps = st.integers(1, 4)
        return st.fixed_dictionaries({"mode": st.sampled_from(["decimate", "bin"]), "x": steps, "y": steps})
    if isinstance(feature, NumberFeature):
        return st.floats(feature.min, feature.max)
    if isinstance(feature, ChoiceFeature):
        return st.sampled_from([option for option in feature.options if option != "hardware"])
    if isinstance(feature, VectorFeature):
        return st.fixed_dictionaries({one.name: st.floats(one.min, one.max) for one in feature.components})
    if isinstance(feature, FlagsFeature):
        return st.fixed_dictionaries(dict.fromkeys(feature.names, st.booleans()))
    return st.fixed_dictionaries(
        {
            "left": st.integers(0, feature.max_width // 2),
            "top": st.integers(0, feature.max_height // 2),
            "width": st.integers(feature.min_width, feature.max_width // 2),
            "height": st.integers(feature.min_height, feature.max_height // 2),
        }
    )


def _pixelink(model: int) -> Callable[[pytest.FixtureRequest], Camera]:
    def make(request: pytest.FixtureRequest) -> Camera:
        double: Double = request.getfixturevalue("double")
        double[0].plug(77001, model)
        return PixelinkCamera(double.sdk)

    return make


def _replay(request: pytest.FixtureRequest) -> Camera:
    folder: Path = request.getfixturevalue("tmp_path")
    jpeg_folder(folder, 2)
    return ReplayCamera(folder, 25, VirtualClock())


DRIVERS: dict[str, Callable[[pytest.FixtureRequest], Camera]] = {
    "simulated": lambda _: SoftwareAutoExposure(SimulatedCamera(1, VirtualClock())),
    "replay": _replay,
    "video": lambda _: VideoCamera(parse_address("lavfi:testsrc2=size=160x120:rate=50")),
    "mono": _pixelink(MONO),
    "color": _pixelink(COLOR),
    "older": _pixelink(OLDER),
    **({"micromanager": lambda _: demo_camera()} if HAS_WHEELS else {}),
}


@pytest.fixture(params=DRIVERS)
def camera(request: pytest.FixtureRequest) -> Iterator[Camera]:
    with DRIVERS[request.param](request) as opened:
        yield opened


@pytest.fixture
def possible(camera: Camera) -> st.SearchStrategy[dict[str, Any]]:
    """Any values, and values within the limits after opening."""
    return updates | within(camera.capabilities)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_updates_are_atomic_and_read_back(
    camera: Camera, possible: st.SearchStrategy[dict[str, Any]], data: st.DataObject
) -> None:
    before = camera.settings
    values = data.draw(possible)
    try:
        update = SettingsUpdate.from_wire(values)
    except ValidationError:
        return
    try:
        reported = camera.apply(update)
    except SettingRejected as error:
        refusal = error
    else:
        refusal = None
    if refusal is not None:
        assert all(issue.path and issue.message for issue in refusal.issues)
        assert camera.settings == before
        return
    event("taken")
    assert reported == camera.settings
    assert CameraSettings.from_wire(reported.to_json()) == reported
    assert_within_limits(camera)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_frames_agree_with_the_settings(
    camera: Camera, possible: st.SearchStrategy[dict[str, Any]], data: st.DataObject
) -> None:
    camera.start()
    for _ in range(3):
        values = data.draw(possible)
        # Long exposures are covered by the other test.
        quick = {name: value for name, value in values.items() if not (name in EXPOSURES and value > 20)}
        try:
            camera.apply(SettingsUpdate.from_wire(quick))
        except (ValidationError, SettingRejected):
            continue
    before = camera.settings
    camera.apply(SettingsUpdate(frame_rate=19.0))
    descriptor = next_frame(camera).descriptor
    settings = camera.settings
    assert (descriptor.roi, descriptor.pixel_format) == (settings.roi, settings.pixel_format)
    # An automatic may have changed its value since the frame. "once" becomes "off" when it ends.
    if {before.exposure_auto, settings.exposure_auto} <= {None, "off"}:
        assert math.isclose(descriptor.exposure_ms, settings.exposure, rel_tol=1e-3)
    if {before.gain_auto, settings.gain_auto} <= {None, "off"}:
        assert math.isclose(descriptor.gain_db, settings.gain, rel_tol=1e-3, abs_tol=1e-6)
    camera.stop()


def assert_within_limits(camera: Camera) -> None:
    wire = camera.settings.to_json()
    for name, feature in camera.capabilities.features.items():
        if feature.kind == "number":
            assert feature.min <= wire[name] <= feature.max, name
        elif feature.kind == "choice":
            assert wire[name] in feature.options


def next_frame(camera: Camera) -> Frame:
    for _ in range(100):
        if camera.settings.trigger == "software" and not camera.pending_triggers:
            camera.fire()
        try:
            return camera.next_frame(0.1)
        except CameraTimeout:
            continue
    pytest.fail("no frame in time")
