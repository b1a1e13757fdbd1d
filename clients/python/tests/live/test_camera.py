"""State, settings and control of a camera."""

import asyncio
import io
import threading

import httpx
import pytest
from PIL import Image

from eyepiece import (
    AsyncHub,
    AuthenticationFailed,
    ControlHeld,
    ControlLost,
    ControlTimeout,
    Hub,
    InvalidRequest,
    NotFound,
    NotPermitted,
)
from support.people import Person, make_key
from support.running_hub import CAMERA
from support.waiting import eventually


def test_lists_the_cameras_with_settings_and_limits(hub: Hub) -> None:
    [camera] = hub.cameras()
    assert (camera.id, camera.status in ("live", "idle")) == (CAMERA, True)
    assert camera.settings["exposure_ms"] > 0
    assert camera.features["exposure_ms"]["max"] > camera.features["exposure_ms"]["min"]
    assert "ome-tiff" in camera.formats
    assert hub.camera(CAMERA).state().name == camera.name


def test_a_snapshot_is_a_picture_of_the_width_at_most(hub: Hub) -> None:
    with Image.open(io.BytesIO(hub.camera(CAMERA).snapshot(width=320))) as picture:
        assert picture.width == 320


def test_sets_settings_under_control_and_reports_corrections(hub: Hub) -> None:
    with hub.camera(CAMERA).control() as camera:
        changed = camera.set(exposure_ms=20, gain_db=1)
        assert changed.corrected == {}
        assert changed.settings["exposure_ms"] == 20
        assert camera.settings()["gain_db"] == 1


def test_a_value_beyond_the_limits_is_refused_with_the_limits(hub: Hub) -> None:
    with hub.camera(CAMERA).control() as camera:
        before = camera.settings()
        with pytest.raises(InvalidRequest) as caught:
            camera.set(exposure_ms=1e8, gain_db=3)
        [issue] = caught.value.issues
        assert issue.field == "exposure"
        assert issue.max == camera.state().features["exposure_ms"]["max"]
        # All or none.
        assert camera.settings()["gain_db"] == before["gain_db"]


def test_a_held_camera_is_waited_for_until_the_deadline(hub: Hub, ben: Person) -> None:
    with hub.camera(CAMERA).control(), Hub(ben.url, ben.key) as of_ben:
        with pytest.raises(ControlTimeout, match="Ana Ruiz"):
            with of_ben.camera(CAMERA).control(timeout=2):
                pytest.fail("Ana has control")
        with pytest.raises(ControlHeld) as caught:
            of_ben.camera(CAMERA).capture(exposure_ms=10)
        assert "Ana Ruiz" in str(caught.value.holder)
        # The request of Ben was withdrawn: it would end the control of Ana.
        assert _control(ben)["request"] is None


def test_control_is_free_again_after_an_error(hub: Hub, ana: Person) -> None:
    def fail() -> None:
        with hub.camera(CAMERA).control():
            assert _control(ana)["holder"]["userId"] == ana.id
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _control(ana)["holder"] is None


def test_waits_until_the_holder_releases(hub: Hub, ben: Person) -> None:
    entered = threading.Event()

    def work() -> None:
        with Hub(ben.url, ben.key) as of_ben, of_ben.camera(CAMERA).control(timeout=60) as camera:
            camera.set(gain_db=2)
            entered.set()

    with hub.camera(CAMERA).control() as camera:
        camera.set(gain_db=1)
        waiting = threading.Thread(target=work)
        waiting.start()
        eventually(lambda: _control(ben)["request"])
        assert not entered.is_set()
    waiting.join(60)
    assert entered.is_set()


def test_lost_control_is_an_error_at_the_next_command(hub: Hub, admin: Person) -> None:
    with hub.camera(CAMERA).control() as camera:
        camera.set(gain_db=1)
        _act(admin, {"action": "take", "reason": "tests"})
        with pytest.raises(ControlLost):
            camera.set(gain_db=5)
        assert hub.camera(CAMERA).settings()["gain_db"] == 1
        _act(admin, {"action": "release"})
        # Also when the camera is free again: somebody may have changed it.
        with pytest.raises(ControlLost):
            camera.capture()


def test_parts_of_a_program_share_control_and_the_last_one_gives_it_back(hub: Hub, ana: Person) -> None:
    with hub.camera(CAMERA).control() as outer:
        with hub.camera(CAMERA).control() as inner:
            inner.set(gain_db=1)
        outer.set(gain_db=2)
        assert _control(ana)["holder"]["userId"] == ana.id
    assert _control(ana)["holder"] is None


def test_control_that_the_person_had_before_stays(hub: Hub, ana: Person) -> None:
    _act(ana, {"action": "request"})
    with hub.camera(CAMERA).control() as camera:
        camera.set(gain_db=1)
    assert _control(ana)["holder"]["userId"] == ana.id
    _act(ana, {"action": "release"})


def test_unknown_names_and_wrong_keys_are_told_apart(hub: Hub, ana: Person) -> None:
    with pytest.raises(NotFound, match="camera-9"):
        hub.camera("camera-9").state()
    with pytest.raises(NotFound):
        hub.camera("../../auth/me").state()
    _, watching = make_key(ana, ["watch"])
    with Hub(ana.url, watching) as limited, pytest.raises(NotPermitted, match="capture"):
        limited.camera(CAMERA).capture()
    with Hub(ana.url, ana.key[:-4] + "AAAA") as wrong, pytest.raises(AuthenticationFailed):
        wrong.cameras()


async def test_the_asynchronous_face_does_the_same(ana: Person) -> None:
    async with AsyncHub(ana.url, ana.key) as hub:
        states = await asyncio.gather(*(hub.camera(CAMERA).state() for _ in range(5)))
        assert {state.id for state in states} == {CAMERA}
        async with hub.camera(CAMERA).control() as camera:
            assert (await camera.set(gain_db=4)).settings["gain_db"] == 4
            capture = await camera.capture(format="png")
            assert (await capture.array()).shape[:2] == (capture.height, capture.width)


def _control(person: Person) -> dict[str, dict[str, str]]:
    return _request("GET", person, None)


def _act(person: Person, body: dict[str, str]) -> None:
    _request("POST", person, body)


def _request(method: str, person: Person, body: dict[str, str] | None) -> dict[str, dict[str, str]]:
    headers = {"Authorization": f"Bearer {person.token}"}
    url = f"{person.url}/api/v1/cameras/{CAMERA}/control"
    response = httpx.request(method, url, json=body, headers=headers, timeout=60)
    assert response.is_success, response.text
    answer: dict[str, dict[str, str]] = response.json()
    return answer
