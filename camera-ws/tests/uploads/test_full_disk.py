"""A file system of 1 MB that is really full; skipped where this user may not mount one."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from camera_ws.errors import NoSpace
from camera_ws.protocol.camera.jobs import Burst, Clip, SequenceStart
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import FakeCamera
from support.data.metadata import metadata_for
from support.rigs.job_rig import JobRig, job_rig
from support.rigs.job_samples import start

MASTER = b"the picture" * 2000
PLENTY_BYTES = 1 << 40
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    options = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if mount is None or unmount is None or subprocess.run([mount, *options], check=False).returncode != 0:
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run([unmount, str(folder)], check=True)


def spool_on(disk: Path) -> Spool:
    """A spool that does not check the free space, so that the disk itself is full."""
    return Spool(disk / "spool", reserve_bytes=0, free_bytes=lambda _: PLENTY_BYTES)


def open_files(disk: Path) -> list[str]:
    paths: list[Path] = []
    for link in Path("/proc/self/fd").iterdir():
        # Other threads may close files meanwhile.
        with suppress(FileNotFoundError):
            paths.append(link.readlink())
    return [str(path) for path in paths if path.is_relative_to(disk)]


def store_until_full(spool: Spool) -> None:
    while True:
        spool.store(metadata_for(MASTER), MASTER)


def fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def all_complete(spool: Spool) -> bool:
    return all(
        hashlib.sha256(entry.master.read_bytes()).hexdigest() == entry.metadata.sha256 for entry in spool.entries()
    )


def test_a_failed_capture_leaves_nothing_and_the_next_one_fits(small_disk: Path) -> None:
    spool = spool_on(small_disk)
    spool.recover()
    with pytest.raises(NoSpace, match="the disk is full"):
        store_until_full(spool)
    entries = spool.entries()
    assert len(entries) > 10
    assert len(list((small_disk / "spool").iterdir())) == len(entries)
    assert all_complete(spool)
    spool.remove(entries[0].metadata.id)
    spool.remove(entries[1].metadata.id)
    spool.store(metadata_for(MASTER), MASTER)
    reopened = spool_on(small_disk)
    reopened.recover()
    assert reopened.count == len(entries) - 1


async def ended(rig: JobRig, request: SequenceStart) -> str:
    job = await rig.ended(request.job_id, 60)
    assert job.state == "failed"
    assert job.reason is not None
    return job.reason


async def test_a_burst_keeps_the_pictures_that_fitted(small_disk: Path, tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=60), tmp_path, spool=spool_on(small_disk)) as rig:
        request = start(Burst(kind="burst", count=1000, format="tiff"))
        await rig.jobs.begin(request, "hub")
        assert "the disk is full" in await ended(rig, request)
        assert len(rig.pictures(request.job_id)) == rig.jobs.get(request.job_id).done > 0
        assert all_complete(rig.spool)
        assert open_files(small_disk) == []


async def test_a_clip_closes_its_files(small_disk: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=60), small_disk, spool=spool_on(small_disk)) as rig:
        filler = small_disk / "filler"
        request = start(Clip(kind="clip", duration_ms=600_000))
        await rig.jobs.begin(request, "hub")
        with pytest.raises(OSError, match="No space left"):
            fill(filler)
        assert "full" in await ended(rig, request)
        assert open_files(small_disk) == []
