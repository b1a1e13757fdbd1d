"""Fails any test that leaves a task or a thread of ours behind."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from camera_ws.acquisition import acquisition
from camera_ws.uploads import uploader
from support.cameras import pxl_double

# asyncio keeps the threads of to_thread for the life of the loop; pytest-asyncio closes that after the test.
_FOREIGN = ("asyncio_", "MainThread", "pytest_timeout")


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + 2
    while leaked := _ours(set(threading.enumerate()) - before):
        if time.monotonic() > deadline_s:
            pytest.fail(f"threads left behind: {[thread.name for thread in leaked]}")
        leaked[0].join(0.05)


@pytest_asyncio.fixture(autouse=True)
async def no_leaked_tasks() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    # One turn of the loop lets what was cancelled at the end of the test come to its end.
    await asyncio.sleep(0)
    leaked = [task for task in asyncio.all_tasks() - before if task is not asyncio.current_task() and not task.done()]
    assert not leaked, f"tasks left behind: {leaked}"


@pytest.fixture(scope="session")
def sdk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vendor's library, played by the double."""
    folder = tmp_path_factory.mktemp("pixelink")
    pxl_double.build(folder)
    return folder


@pytest.fixture(scope="session")
def loaded_double(sdk_folder: Path) -> Iterator[pxl_double.Double]:
    with pxl_double.control_block(sdk_folder / "control") as control:
        yield pxl_double.load(sdk_folder, control)


@pytest.fixture
def double(loaded_double: pxl_double.Double) -> pxl_double.Double:
    """The double under the real wrapper, with nothing plugged in yet."""
    loaded_double.reset()
    return loaded_double


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost camera is looked for again at once, and a stream ends soon after its last reader."""
    monkeypatch.setattr(acquisition, "RETRY_FIRST_S", 0.05)
    monkeypatch.setattr(acquisition, "LINGER_S", 0.1)


@pytest.fixture
def quick_uploads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploader, "RETRY_FIRST_S", 0.02)
    monkeypatch.setattr(uploader, "RETRY_MAX_S", 0.1)


def _ours(threads: set[threading.Thread]) -> list[threading.Thread]:
    return [thread for thread in threads if thread.is_alive() and not thread.name.startswith(_FOREIGN)]
