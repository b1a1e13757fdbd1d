from pathlib import Path

import pytest

from camera_ws.jobs.recovery import continued, with_counts
from camera_ws.jobs.store import JobStore
from camera_ws.uploads.spool import Spool
from support.data.metadata import metadata_for
from support.rigs.job_samples import NOW_US, stored, timelapse


def test_loads_saved_jobs_newest_first(tmp_path: Path) -> None:
    store = JobStore(tmp_path / "jobs")
    assert store.load() == []
    older, newer = stored(), stored(timelapse(), begun=3, started_at_us=NOW_US + 1)
    for job in (older, newer, older):
        store.save(job)
    assert JobStore(tmp_path / "jobs").load() == [newer, older]


def test_removes_unfinished_files_and_skips_damaged_ones(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    saved = stored()
    store.save(saved)
    (tmp_path / f".tmp-{saved.job.id}").write_text("{")
    (tmp_path / "00000000-0000-4000-8000-000000000000.json").write_text('{"job": ')
    assert store.load() == [saved]
    assert not (tmp_path / f".tmp-{saved.job.id}").exists()


def test_skips_damaged_lines_of_recorded_pictures(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    store.note_kept("job", 0, 1000)
    store.note_kept("job", 2, 3000)
    with (tmp_path / "job.kept").open("a") as file:
        file.write("3 4\x00\n17")
    assert store.kept("job") == {0: 1000, 2: 3000}
    store.drop_kept("job")
    assert store.kept("job") == {}


def test_counts_pictures_in_the_spool_after_a_kill(tmp_path: Path) -> None:
    store, spool = JobStore(tmp_path / "jobs"), Spool(tmp_path / "spool")
    store.load()
    spool.recover()
    found = stored(timelapse(), begun=4, done=1, bytes=5)
    store.note_kept(found.job.id, 0, 5)
    store.note_kept(found.job.id, 1, 6)
    for index in (1, 3):
        spool.store(metadata_for(b"master", job_id=found.job.id, job_index=index), b"master")
    spool.store(metadata_for(b"master"), b"master")
    job = with_counts(found, store, spool).job
    assert (job.done, job.missed, job.bytes) == (3, 1, 5 + 6 + 6)
    for entry in spool.entries():
        spool.remove(entry.metadata.id)  # uploaded before the service is killed again
    assert with_counts(found, store, spool).job == job


def test_does_not_count_a_job_that_has_ended_again(tmp_path: Path) -> None:
    store, spool = JobStore(tmp_path / "jobs"), Spool(tmp_path / "spool")
    store.load()
    spool.recover()
    over = stored(done=7, bytes=70, missed=1, state="failed", ended_at_us=NOW_US)
    assert with_counts(over, store, spool) == over


def test_the_time_without_the_service_is_a_gap() -> None:
    resumed = continued(stored(timelapse()), NOW_US + 5)
    assert resumed.job.gaps is not None
    assert [(gap.from_us, gap.to_us) for gap in resumed.job.gaps] == [(NOW_US, None)]
    twice = continued(resumed, NOW_US + 9)
    assert twice.job.gaps == resumed.job.gaps


@pytest.mark.parametrize("kind", ["job", "record"])
def test_a_file_that_cannot_be_read_does_not_stop_the_start(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    store, spool = JobStore(tmp_path / "jobs"), Spool(tmp_path / "spool")
    saved = stored(timelapse(), begun=3, done=2)
    store.save(saved)
    # Reading a folder raises an OSError for every user, also for root.
    if kind == "job":
        (tmp_path / "jobs" / f"{saved.job.id}.json").unlink()
        (tmp_path / "jobs" / f"{saved.job.id}.json").mkdir()
        assert store.load() == []
        assert "unreadable job" in caplog.text
    else:
        (tmp_path / "jobs" / f"{saved.job.id}.kept").mkdir()
        assert store.load() == [saved]
        assert with_counts(saved, store, spool) == saved
        assert "the pictures of a job cannot be counted" in caplog.text


def test_an_unfinished_file_that_cannot_be_removed_does_not_stop_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = JobStore(tmp_path)
    saved = stored()
    store.save(saved)
    (tmp_path / ".tmp-folder").mkdir()
    assert store.load() == [saved]
    assert "a file of a job cannot be removed" in caplog.text
