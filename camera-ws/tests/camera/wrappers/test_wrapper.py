import inspect

from camera_ws.camera.base import Camera
from camera_ws.camera.wrappers.wrapper import CameraWrapper


def test_passes_every_method_of_a_camera_on() -> None:
    contract = {name for name, _ in inspect.getmembers(Camera) if not name.startswith("_")}
    assert contract <= set(vars(CameraWrapper))
