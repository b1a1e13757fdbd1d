"""Captures: taken, decoded, found and downloaded."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from eyepiece import Capture, DigestMismatch, EyepieceError, Hub, InvalidRequest
from eyepiece.values.job import Format
from support.people import Person
from support.proxy import Proxy
from support.running_hub import CAMERA


@pytest.fixture(scope="module")
def stored(ana: Person) -> Iterator[Capture]:
    """One capture, for tests that only read."""
    with Hub(ana.url, ana.key) as hub:
        yield hub.camera(CAMERA).capture(format="tiff", label="Stored once", tags=["slide"])


@pytest.mark.parametrize("format", ["jpg", "png", "png8", "tiff", "ome-tiff", "raw"])
def test_each_format_has_its_samples(hub: Hub, format: Format) -> None:
    capture = hub.camera(CAMERA).capture(format=format)
    samples = capture.array()
    assert samples.shape[:2] == (capture.height, capture.width)
    assert samples.ndim == (2 if capture.channels == 1 else 3)
    assert samples.dtype == (np.uint8 if capture.bit_depth == 8 else np.uint16)
    assert samples.std() > 0


def test_a_format_that_does_not_exist_is_refused(hub: Hub) -> None:
    with pytest.raises(InvalidRequest) as caught:
        hub.camera(CAMERA).capture(format="gif")  # type: ignore[arg-type]
    assert caught.value.issues[0].field == "format"


def test_downloads_once_and_verifies(stored: Capture, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = stored.download(tmp_path, progress=lambda there, total: told.append((there, total)))
    assert path == tmp_path / stored.file_path.name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stored.sha256
    assert told[-1] == (stored.size_bytes, stored.size_bytes)
    told.clear()
    assert stored.download(tmp_path, progress=lambda there, total: told.append((there, total))) == path
    assert told == []
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_with_other_content_is_not_replaced(stored: Capture, tmp_path: Path) -> None:
    path = tmp_path / stored.file_path.name
    path.write_bytes(b"mine")
    with pytest.raises(EyepieceError, match="other content"):
        stored.download(tmp_path)
    assert path.read_bytes() == b"mine"


def test_continues_after_breaks(ana: Person, stored: Capture, tmp_path: Path) -> None:
    with Proxy(ana.url) as proxy, Hub(proxy.url, ana.key) as hub:
        capture = hub.capture(stored.id)
        # Several connections are needed, each of which brings a part.
        proxy.cut_after_bytes = stored.size_bytes // 3
        proxy.cut()
        path = capture.download(tmp_path)
        assert proxy.accepted >= 3
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stored.sha256


def test_damaged_bytes_are_not_stored(hub: Hub, stored: Capture, tmp_path: Path) -> None:
    part = tmp_path / f".{stored.file_path.name[:100]}.{stored.sha256[:16]}.part"
    part.write_bytes(bytes(1000))
    with pytest.raises(DigestMismatch, match=stored.file_path.name):
        stored.download(tmp_path)
    assert list(tmp_path.iterdir()) == []
    # The next attempt begins anew.
    assert stored.download(tmp_path).stat().st_size == stored.size_bytes


def test_searches_the_library(hub: Hub) -> None:
    label = f"Search {uuid4().hex[:8]}"
    camera = hub.camera(CAMERA)
    taken = [camera.capture(label=label, tags=[f"n{index}"]) for index in range(3)]
    found = list(hub.captures(label=label))
    assert [one.id for one in found] == [one.id for one in reversed(taken)]
    assert [one.id for one in hub.captures(label=label, limit=2)] == [taken[2].id, taken[1].id]
    assert [one.id for one in hub.captures(label=label, tag="n1")] == [taken[1].id]
    assert hub.captures(label=label, limit=1).count() == 3
    later = datetime.now(UTC) + timedelta(days=1)
    assert list(hub.captures(label=label, since=later)) == []
    with pytest.raises(InvalidRequest):
        list(hub.captures(since=later, until=later - timedelta(days=2)))


def test_a_search_is_a_table_and_a_folder_of_files(hub: Hub, tmp_path: Path) -> None:
    label = f"Table {uuid4().hex[:8]}"
    for _ in range(2):
        hub.camera(CAMERA).capture(label=label)
    table = hub.captures(label=label).to_pandas()
    assert table.shape[0] == 2
    assert {"id", "camera_id", "exposure_ms", "captured_at"} <= set(table.columns)
    assert (table["captured_at"].max() - table["captured_at"].min()).total_seconds() > 0
    paths = hub.captures(label=label).download(tmp_path)
    assert len({*paths}) == 2
    assert all(path.is_file() for path in paths)


def test_pages_follow_each_other(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    label = f"Pages {uuid4().hex[:8]}"
    taken = [hub.camera(CAMERA).capture(label=label).id for _ in range(5)]
    monkeypatch.setattr("eyepiece.hub.search._PAGE", 2)
    assert [one.id for one in hub.captures(label=label)] == taken[::-1]
    assert [one.id for one in hub.captures(label=label, limit=3)] == taken[:1:-1]
