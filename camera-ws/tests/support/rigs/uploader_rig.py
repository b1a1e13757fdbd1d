"""A spool with captures and an uploader."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from camera_ws.uploads.spool import Spool
from camera_ws.uploads.uploader import Uploader
from support.data.metadata import metadata_for
from support.fake_hub import TOKEN, FakeHub, running_hub

MASTER = b"the picture" * 50_000


@asynccontextmanager
async def uploading(spool: Spool, url: str) -> AsyncIterator[asyncio.Event]:
    wake = asyncio.Event()
    task = asyncio.create_task(Uploader(spool, url, TOKEN, wake).run())
    try:
        yield wake
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def filled(folder: Path, count: int) -> tuple[Spool, list[str]]:
    spool = Spool(folder / "spool")
    spool.recover()
    entries = [
        spool.store(metadata_for(MASTER, notes="ü" * 4000, captured_at_us=index), MASTER) for index in range(count)
    ]
    return spool, [entry.metadata.id for entry in entries]


@asynccontextmanager
async def idle_uploader(spool: Spool, hub: FakeHub) -> AsyncIterator[tuple[Uploader, asyncio.Event]]:
    """An uploader with an empty spool, after its first round, and a running hub."""
    wake = asyncio.Event()
    async with running_hub(hub) as url:
        uploader = Uploader(spool, url, TOKEN, wake)
        task = asyncio.create_task(uploader.run())
        await asyncio.sleep(0)
        try:
            yield uploader, wake
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
