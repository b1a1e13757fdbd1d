"""Shows the live picture of a camera in napari, with all bits while the link permits it.

It needs napari: pip install "napari[all]"
"""

import argparse
import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eyepiece import FrameTimeout, Hub


def pictures(hub: Hub, camera_id: str) -> Iterator[tuple[NDArray[np.generic], str]]:
    """The newest picture and its title, until the caller closes the generator."""
    with hub.camera(camera_id).frames(samples=True) as frames:
        while True:
            try:
                frame = frames.next()
            except FrameTimeout as error:
                print(error, file=sys.stderr)
                continue
            yield frame.array(), f"{camera_id}: {frame.exposure_ms:g} ms, {frame.gain_db:g} dB"


def shower(viewer: Any, camera_id: str) -> Callable[[tuple[NDArray[np.generic], str]], None]:
    """Puts pictures into one layer of the viewer."""

    def show(shown: tuple[NDArray[np.generic], str]) -> None:
        picture, viewer.title = shown
        if camera_id in viewer.layers:
            viewer.layers[camera_id].data = picture
        else:
            viewer.add_image(picture, name=camera_id, rgb=picture.ndim == 3)

    return show


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("camera", help="id of the camera")
    options = parser.parse_args()
    try:
        napari = importlib.import_module("napari")
        threading = importlib.import_module("napari.qt.threading")
    except ImportError:
        sys.exit('this needs napari: pip install "napari[all]"')
    with Hub() as hub:
        viewer = napari.Viewer()
        worker = threading.thread_worker(pictures)(hub, options.camera)
        worker.yielded.connect(shower(viewer, options.camera))
        worker.start()
        napari.run()
        worker.quit()
        worker.await_workers()


if __name__ == "__main__":
    main()
