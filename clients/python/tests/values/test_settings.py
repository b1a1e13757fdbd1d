import pytest

from eyepiece.errors import InvalidRequest
from eyepiece.values.settings import Correction, from_wire, result, to_wire


def test_names_have_their_unit() -> None:
    wire = {"exposure": 20, "gain": 1, "frameRate": 30, "exposureAutoMin": 1}
    python = {"exposure_ms": 20, "gain_db": 1, "frame_rate": 30, "exposure_auto_min": 1}
    assert to_wire(python) == wire
    assert from_wire(wire) == python


def test_a_setting_of_a_later_version_keeps_its_name() -> None:
    assert from_wire({"laserPower": 3}) == {"laserPower": 3}


@pytest.mark.parametrize(("name", "suggestion"), [("exposure", "exposure_ms"), ("gain_dB", "gain_db"), ("xyz", None)])
def test_an_unknown_setting_is_refused_with_a_suggestion(name: str, suggestion: str | None) -> None:
    with pytest.raises(InvalidRequest) as caught:
        to_wire({name: 1})
    assert caught.value.issues[0].field == name
    assert (f"did you mean {suggestion}?" in str(caught.value)) == (suggestion is not None)


def test_reports_what_the_camera_corrected() -> None:
    roi = {"left": 0, "top": 0, "width": 100, "height": 100}
    asked = {"exposure_ms": 20, "gain_db": 1, "roi": roi}
    answer = {"exposure": 19.98, "gain": 1.0, "roi": {**roi, "width": 96}, "frameRate": 30}
    changed = result(asked, answer)
    assert changed.corrected == {
        "exposure_ms": Correction(20, 19.98),
        "roi": Correction(roi, {**roi, "width": 96}),
    }
    assert changed.settings["frame_rate"] == 30
