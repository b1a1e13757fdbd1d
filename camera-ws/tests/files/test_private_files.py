"""The files of the service are private with any umask and in existing folders."""

import os
import stat
from pathlib import Path

import httpx
import pytest

from camera_ws.files.private_files import OpenToOthers, claim_folder
from support.processes import started, wait_until_connected

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX modes")


def open_to_others(folder: Path) -> list[str]:
    found = [folder, *folder.rglob("*")]
    return [f"{path} {path.stat().st_mode:o}" for path in found if path.stat().st_mode & 0o077]


def test_an_open_folder_is_private_after_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    old = data / "spool" / "rejected" / "old"
    old.mkdir(parents=True)
    (old / "master.tif").write_bytes(b"picture")
    for path in (data, *data.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    with started(tmp_path, umask=0) as (_, url):
        wait_until_connected(url)
        assert httpx.post(f"{url}/capture", timeout=60).status_code == 200
        assert httpx.put(f"{url}/corrections", json={"dark": "take", "frames": 1}, timeout=60).status_code == 200
        assert httpx.post(f"{url}/settings/save", timeout=60).status_code == 200
        assert httpx.post(f"{url}/jobs", json={"kind": "burst", "count": 2}, timeout=60).status_code == 201
        assert open_to_others(data) == []
    assert {"spool", "corrections", "jobs", "camera-memory.json"} <= {path.name for path in data.iterdir()}


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root may change the owner")
def test_a_folder_of_another_account_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, 12345, 12345)
    with pytest.raises(OpenToOthers, match=r"CAMERA_DATA_DIR=\S+ belongs to another account \(user id 12345\)"):
        claim_folder(data, "CAMERA_DATA_DIR")


def test_symbolic_links_and_their_targets_are_unchanged(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"")
    outside.chmod(0o644)
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "link").symlink_to(outside)
    claim_folder(data, "CAMERA_DATA_DIR")
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
