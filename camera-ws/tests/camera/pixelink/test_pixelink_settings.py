"""Features and settings of a PixeLINK camera; updates are atomic."""

import time

import pytest

from camera_ws.errors import (
    CameraError,
    SettingRejected,
)
from camera_ws.protocol.camera.settings import Flip, PixelAddressing, Roi, SettingsUpdate, WhiteBalance
from support.cameras.pxl_double import (
    ALWAYS,
    COLOR,
    HEIGHT,
    OLDER,
    OUT_OF_RANGE,
    PARAMETERS_CHANGED,
    WIDTH,
    Double,
)
from support.cameras.pxl_rig import DEADLINE_S, Open, frame_of

GAIN_ID, ROI_ID, SCORE_ID = 8, 19, 36


def test_seconds_become_milliseconds_both_ways(opened: Open) -> None:
    camera = opened()
    assert camera.settings.exposure == 8.0
    feature = camera.capabilities.features["exposure"]
    assert feature.kind == "number"
    assert (feature.min, feature.max, feature.unit, feature.scale) == (0.02, 2000.0, "ms", "log")
    assert camera.apply(SettingsUpdate(exposure=41.67)).exposure == 41.67
    camera.start()
    assert frame_of(camera).descriptor.exposure_ms == 41.67


def test_every_feature_of_the_model_has_its_unit(opened: Open) -> None:
    features = opened(COLOR).capabilities.features
    units = {name: feature.unit for name, feature in features.items() if feature.kind == "number"}
    assert units == {
        "exposure": "ms",
        "gain": "dB",
        "frameRate": "fps",
        "frameRateActual": "fps",
        "gamma": "",
        "brightness": "%",
        "sharpness": "%",
        "saturation": "%",
        "colorTemperature": "K",
        "exposureAutoMin": "ms",
        "exposureAutoMax": "ms",
    }
    assert features["frameRateActual"].read_only
    assert {"whiteBalance", "whiteBalanceAuto", "exposureAuto", "gainAuto", "roi", "flip"} <= set(features)
    assert not {"rotate", "trigger", "pixelAddressing"} & set(features)


def test_pixel_formats_are_found_by_trying_and_restored(opened: Open) -> None:
    camera = opened(COLOR)
    feature = camera.capabilities.features["pixelFormat"]
    assert feature.kind == "choice"
    assert set(feature.options) == {
        *("YUV422", "RGB24", "RGB24_NON_DIB", "BGR24", "BAYER8_GRBG", "BAYER16_GRBG"),
        *("BAYER12_GRBG_PACKED", "BAYER12_GRBG_PACKED_MSFIRST", "BAYER10_GRBG_PACKED_MSFIRST"),
    }
    assert camera.settings.pixel_format == "BAYER8_GRBG"


def test_everything_can_be_set_and_is_read_back(opened: Open) -> None:
    update = SettingsUpdate(
        exposure=3.0,
        gain=6.0,
        gamma=1.5,
        brightness=20.0,
        sharpness=70.0,
        saturation=150.0,
        color_temperature=4200.0,
        frame_rate=40.0,
        white_balance=WhiteBalance(red=1.5, green=1.0, blue=2.0),
        roi=Roi(left=16, top=8, width=128, height=96),
        flip=Flip(horizontal=True, vertical=False),
        pixel_format="BAYER16_GRBG",
        exposure_auto_min=0.5,
        exposure_auto_max=50.0,
    )
    camera = opened(COLOR)
    camera.start()
    frame_of(camera)
    settings = camera.apply(update)
    # The flip has turned GRBG into RGGB, as the camera reports.
    assert settings.to_json() == {**settings.to_json(), **update.to_json(), "pixelFormat": "BAYER16_RGGB"}
    frame = frame_of(camera)
    assert (frame.descriptor.seq, frame.descriptor.pixel_format) == (1, "BAYER16_RGGB")
    assert frame.pixels.shape == (96, 128, 3)


def test_automatics_keep_their_limits_and_a_one_push_ends_by_itself(opened: Open) -> None:
    camera = opened(COLOR)
    camera.start()
    camera.apply(SettingsUpdate(exposure_auto="once", white_balance_auto="once", frame_rate=200.0))
    assert (camera.settings.exposure_auto, camera.settings.white_balance_auto) == ("once", "once")
    deadline_s = time.monotonic() + DEADLINE_S
    while "once" in (camera.settings.exposure_auto, camera.settings.white_balance_auto):
        frame_of(camera)
        assert time.monotonic() < deadline_s
    assert (camera.settings.exposure, camera.settings.exposure_auto) == (12.5, "off")
    assert camera.settings.white_balance == WhiteBalance(red=1.5, green=1.0, blue=1.75)
    camera.apply(SettingsUpdate(exposure_auto="continuous", exposure_auto_max=5.0))
    while camera.settings.exposure != 5.0:
        frame_of(camera)
        assert time.monotonic() < deadline_s
    assert camera.settings.exposure_auto == "continuous"
    assert camera.apply(SettingsUpdate(exposure=2.0)).exposure_auto == "off"


def test_the_stream_pauses_for_settings_that_need_it(double: Double, opened: Open) -> None:
    camera = opened()
    camera.start()
    assert frame_of(camera).descriptor.seq == 0
    settings = camera.apply(SettingsUpdate(roi=Roi(left=17, top=9, width=130, height=100)))
    # The sensor reads out in steps of eight.
    assert settings.roi == Roi(left=16, top=8, width=128, height=96)
    assert (double[0].starts, double[0].stops) == (2, 1)
    frame = frame_of(camera)
    assert (frame.descriptor.seq, frame.pixels.shape) == (1, (96, 128))
    assert frame.descriptor.roi == settings.roi


def test_the_stream_continues_for_other_settings(double: Double, opened: Open) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    camera.apply(SettingsUpdate(exposure=1.0, gain=3.0))
    assert (double[0].starts, double[0].stops) == (1, 0)


@pytest.mark.parametrize("streaming", [False, True])
def test_a_refusal_restores_all_settings(double: Double, opened: Open, streaming: bool) -> None:
    camera = opened()
    if streaming:
        camera.start()
    before = camera.settings
    double[0].fail_next("set", OUT_OF_RANGE, feature=GAIN_ID, times=ALWAYS)
    update = SettingsUpdate(exposure=20.0, gain=6.0, rotate=90, roi=Roi(left=0, top=0, width=128, height=96))
    with pytest.raises(SettingRejected) as caught:
        camera.apply(update)
    assert [issue.path for issue in caught.value.issues] == ["gain"]
    assert "nothing was changed" in caught.value.issues[0].message
    double[0].clear_rules()
    assert camera.settings == before
    assert camera.apply(SettingsUpdate(brightness=before.brightness)) == before
    if streaming:
        assert frame_of(camera).pixels.shape == (HEIGHT, WIDTH)


def test_polarity_delay_and_the_region_of_the_automatics(opened: Open) -> None:
    camera = opened()
    features = camera.capabilities.features
    edge, delay, region = (features[name] for name in ("triggerPolarity", "triggerDelay", "autoRoi"))
    assert edge.kind == "choice"
    assert edge.options == ("falling", "rising")
    assert delay.kind == "number"
    assert (delay.min, delay.max, delay.unit) == (0, 1000, "ms")
    assert region.kind == "roi"
    assert (region.max_width, region.max_height) == (WIDTH, HEIGHT)
    update = SettingsUpdate(
        trigger="hardware",
        trigger_polarity="rising",
        trigger_delay=12.5,
        auto_roi=Roi(left=40, top=30, width=100, height=80),
    )
    settings = camera.apply(update)
    assert settings.to_json() == {**settings.to_json(), **update.to_json()}
    # Setting one keeps the others.
    assert camera.apply(SettingsUpdate(trigger="free")).trigger_delay == 12.5
    assert camera.apply(SettingsUpdate(trigger_delay=250.0)).trigger == "free"
    settings = camera.apply(SettingsUpdate(trigger="software", trigger_polarity="falling"))
    assert (settings.trigger, settings.trigger_polarity, settings.trigger_delay) == ("software", "falling", 250.0)
    with pytest.raises(SettingRejected, match="triggerDelay 2000 ms is above the camera's 1000 ms"):
        camera.apply(SettingsUpdate(trigger_delay=2000.0))


def test_the_automatics_region_lies_within_the_region_of_interest(opened: Open) -> None:
    camera = opened()
    camera.apply(SettingsUpdate(roi=Roi(left=0, top=0, width=160, height=120)))
    # The camera has reduced it together with the region of interest.
    assert camera.settings.auto_roi == Roi(left=0, top=0, width=160, height=120)
    before = camera.settings
    with pytest.raises(SettingRejected, match="must lie within the region of interest") as caught:
        camera.apply(SettingsUpdate(gain=3.0, auto_roi=Roi(left=100, top=0, width=100, height=80)))
    assert [issue.path for issue in caught.value.issues] == ["autoRoi"]
    assert camera.settings == before


def test_the_sharpness_score_is_in_the_frames_and_follows_the_region(opened: Open) -> None:
    camera = opened()
    assert camera.settings.sharpness_score == "off"
    camera.start()
    assert frame_of(camera).descriptor.sharpness_score is None
    assert camera.apply(SettingsUpdate(sharpness_score="on")).sharpness_score == "on"
    # The double scores width + height + number of the frame.
    first, *others = (frame_of(camera).descriptor.sharpness_score for _ in range(3))
    assert first is not None
    assert 0 < first - WIDTH - HEIGHT < 10
    assert others == [first + 1, first + 2]
    camera.apply(SettingsUpdate(roi=Roi(left=17, top=9, width=130, height=100)))
    assert frame_of(camera).descriptor.sharpness_score == 128 + 96
    camera.apply(SettingsUpdate(sharpness_score="off"))
    assert frame_of(camera).descriptor.sharpness_score is None


def test_a_refused_score_restores_the_region(double: Double, opened: Open) -> None:
    camera = opened()
    before = camera.apply(SettingsUpdate(sharpness_score="on"))
    double[0].fail_next("set", OUT_OF_RANGE, feature=SCORE_ID, times=2)
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(gain=2.0, roi=Roi(left=0, top=0, width=128, height=96)))
    assert [issue.path for issue in caught.value.issues] == ["sharpnessScore"]
    assert camera.settings == before


@pytest.mark.parametrize("model", [COLOR, OLDER])
def test_missing_features_of_a_model_are_not_offered(opened: Open, model: int) -> None:
    features = opened(model).capabilities.features
    assert not {"trigger", "triggerPolarity", "triggerDelay", "autoRoi", "sharpnessScore"} & set(features)


def test_settings_changed_by_the_start_of_the_stream_are_read_again(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].fail_next("start", PARAMETERS_CHANGED)
    # A failing read proves that they are read.
    double[0].fail_next("get", OUT_OF_RANGE, feature=GAIN_ID)
    with pytest.raises(CameraError, match="out of range"):
        camera.start()


def test_a_very_small_change_is_restored_too(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].fail_next("set", OUT_OF_RANGE, feature=ROI_ID, times=ALWAYS)
    with pytest.raises(SettingRejected):
        camera.apply(SettingsUpdate(gain=1e-30, roi=Roi(left=0, top=0, width=128, height=96)))
    assert camera.settings.gain == 0.0


def test_different_factors_are_refused_if_there_is_only_one(opened: Open) -> None:
    camera = opened(OLDER)
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(pixel_addressing=PixelAddressing(mode="decimate", x=2, y=4)))
    assert [issue.path for issue in caught.value.issues] == ["pixelAddressing.y"]


def test_limits_are_read_again_after_a_change(opened: Open) -> None:
    camera = opened(OLDER)

    def fastest() -> float:
        feature = camera.capabilities.features["frameRate"]
        assert feature.kind == "number"
        return feature.max

    assert fastest() == 100.0
    camera.apply(SettingsUpdate(roi=Roi(left=0, top=0, width=256, height=96), exposure=1.0))
    assert fastest() == 200.0
    assert camera.apply(SettingsUpdate(exposure=50.0)).frame_rate == 20.0
    assert fastest() == 20.0
    with pytest.raises(SettingRejected, match="above the camera's 20 fps"):
        camera.apply(SettingsUpdate(frame_rate=30.0))
    # Together with a shorter exposure the same rate is possible.
    assert camera.apply(SettingsUpdate(frame_rate=30.0, exposure=5.0)).frame_rate == 30.0
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(frame_rate=39.0, exposure=50.0))
    assert [issue.path for issue in caught.value.issues] == ["frameRate"]
    assert (camera.settings.frame_rate, camera.settings.exposure) == (30.0, 5.0)


def test_saves_and_loads_settings_in_the_camera(double: Double, opened: Open) -> None:
    camera = opened()
    camera.apply(SettingsUpdate(exposure=3.0, gain=6.0))
    camera.start()
    camera.save_settings()
    assert camera.load_settings("factory").exposure == 8.0
    frame_of(camera)
    settings = camera.load_settings("user")
    assert (settings.exposure, settings.gain) == (3.0, 6.0)
    assert frame_of(camera).descriptor.exposure_ms == 3.0


def test_an_empty_memory_is_refused(opened: Open) -> None:
    camera = opened()
    camera.start()
    before = camera.settings
    with pytest.raises(SettingRejected, match="refused its user memory"):
        camera.load_settings("user")
    assert camera.settings == before
    frame_of(camera)
