"""Fails any test that leaves a task or a thread of ours behind, or an error that nothing handles."""

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from camera_ws.acquisition import connection, demand
from camera_ws.camera.base import Camera
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.uploads import uploader
from support.cameras import pxl_double
from support.cameras.fake_camera import FakeCamera

# asyncio keeps the threads of to_thread until pytest-asyncio closes the loop after the test.
_FOREIGN = ("asyncio_", "MainThread", "pytest_timeout")


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + 10
    while leaked := _ours(set(threading.enumerate()) - before):
        if time.monotonic() > deadline_s:
            pytest.fail(f"threads left behind: {[thread.name for thread in leaked]}")
        leaked[0].join(0.05)


@pytest_asyncio.fixture(autouse=True)
async def no_leaked_tasks() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    # One iteration of the loop lets tasks end that the test has cancelled.
    await asyncio.sleep(0)
    leaked = [task for task in asyncio.all_tasks() - before if task is not asyncio.current_task() and not task.done()]
    assert not leaked, f"tasks left behind: {leaked}"


@pytest.fixture(scope="session", autouse=True)
def reported_late() -> Iterator[list[dict[str, Any]]]:
    """Errors of tasks that are freed only when all tests have ended, by a full collection."""
    reported: list[dict[str, Any]] = []
    # Imported modules are never garbage: collections then take few milliseconds.
    gc.collect()
    gc.freeze()
    yield reported
    gc.collect()
    assert not reported


@pytest_asyncio.fixture(autouse=True)
async def no_unhandled_errors(reported_late: list[dict[str, Any]]) -> AsyncIterator[None]:
    """asyncio only logs the errors of callbacks, and of tasks that are not awaited."""
    unhandled: list[dict[str, Any]] = []
    handlers = [unhandled.append]
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: handlers[-1](context))
    yield
    # asyncio reports the error of a task when the task is freed. A full collection would take a tenth of a second.
    gc.collect(1)
    assert not unhandled
    handlers.append(reported_late.append)


@pytest.fixture(scope="session")
def sdk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the test double, built as the vendor's library."""
    folder = tmp_path_factory.mktemp("pixelink")
    pxl_double.build(folder)
    return folder


@pytest.fixture(scope="session")
def loaded_double(sdk_folder: Path) -> Iterator[pxl_double.Double]:
    with pxl_double.control_block(sdk_folder / "control") as control:
        yield pxl_double.load(sdk_folder, control)


@pytest.fixture
def double(loaded_double: pxl_double.Double) -> pxl_double.Double:
    """The test double under the real wrapper, without cameras."""
    loaded_double.reset()
    return loaded_double


@pytest.fixture(params=["simulated", "pixelink"])
def either_camera(request: pytest.FixtureRequest) -> Camera:
    """The simulator, then the driver of PixeLINK with the test double."""
    if request.param == "simulated":
        return FakeCamera()
    double: pxl_double.Double = request.getfixturevalue("double")
    double[0].plug(77001, pxl_double.MONO)
    return PixelinkCamera(double.sdk)


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost camera is reopened at once, and a stream ends soon after its last reader."""
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.05)
    monkeypatch.setattr(demand, "LINGER_S", 0.1)


@pytest.fixture
def quick_uploads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploader, "RETRY_FIRST_S", 0.02)
    monkeypatch.setattr(uploader, "RETRY_MAX_S", 0.1)


def _ours(threads: set[threading.Thread]) -> list[threading.Thread]:
    return [thread for thread in threads if thread.is_alive() and not thread.name.startswith(_FOREIGN)]
