"""A person removes files of the spool while the service runs: it forgets them, says so, and stores the next capture."""

import shutil
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from camera_ws.uploads import uploader as uploader_module
from support.data.metadata import metadata_for
from support.fake_hub import FakeHub, running_hub
from support.rigs.uploader_rig import MASTER, filled, uploading
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick_uploads")

REMOVED = "the folder of a capture was removed from the spool"


class RemovingHub(FakeHub):
    """The folder disappears when the hub has the capture."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    async def _upload(self, request: Request) -> Response:
        response = await super()._upload(request)
        shutil.rmtree(self._folder)
        return response


async def test_a_removed_capture_is_forgotten_and_the_others_are_uploaded(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool, (removed, other) = filled(tmp_path, 2)
    shutil.rmtree(tmp_path / "spool" / removed)
    hub = FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert list(hub.uploads) == [other]
    assert [record.capture for record in caplog.records if record.message == REMOVED] == [removed]  # type: ignore[attr-defined]  # extra fields of a record have no types
    assert spool.refused is None


async def test_a_capture_that_is_removed_after_its_upload_is_not_uploaded_again(tmp_path: Path) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = RemovingHub(tmp_path / "spool" / ids[0])
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == ids


async def test_a_removed_spool_is_made_again_for_the_next_capture(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool, ids = filled(tmp_path, 3)
    shutil.rmtree(tmp_path / "spool")
    later = spool.store(metadata_for(MASTER, captured_at_us=9), MASTER).metadata.id
    hub = FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert list(hub.uploads) == [later]
    assert "the folder of the spool was removed; it was made again" in caplog.messages
    assert caplog.messages.count(REMOVED) == len(ids)


async def test_captures_on_a_disk_that_is_away_for_a_while_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploader_module, "ENTRY_RETRY_MAX_S", 0.1)
    data, away = tmp_path / "data", tmp_path / "away"
    data.mkdir()
    spool, ids = filled(data, 1)
    data.rename(away)
    hub = FakeHub()
    attempts: list[str] = []
    reject = spool.reject

    def rejecting(capture_id: str, reason: str) -> bool:
        attempts.append(capture_id)
        return reject(capture_id, reason)

    monkeypatch.setattr(spool, "reject", rejecting)
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: len(attempts) > 1)
        assert spool.count == 1
        away.rename(data)
        await until(lambda: spool.count == 0)
    assert list(hub.uploads) == ids
