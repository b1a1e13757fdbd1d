"""Fails any test that leaves a task or a thread of ours behind."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

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


def _ours(threads: set[threading.Thread]) -> list[threading.Thread]:
    return [thread for thread in threads if thread.is_alive() and not thread.name.startswith(_FOREIGN)]
