from pathlib import Path

from camera_ws.jobs.recovery import continued, counted
from camera_ws.jobs.store import JobStore
from camera_ws.uploads.spool import Spool
from support.data.metadata import metadata_for
from support.job_samples import NOW_US, stored, timelapse


def test_what_was_saved_is_there_again_newest_first(tmp_path: Path) -> None:
    store = JobStore(tmp_path / "jobs")
    assert store.load() == []
    older, newer = stored(), stored(timelapse(), begun=3, started_at_us=NOW_US + 1)
    for job in (older, newer, older):
        store.save(job)
    assert JobStore(tmp_path / "jobs").load() == [newer, older]


def test_a_crash_leaves_no_half_job(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    saved = stored()
    store.save(saved)
    (tmp_path / f".tmp-{saved.job.id}").write_text("{")
    (tmp_path / "00000000-0000-4000-8000-000000000000.json").write_text('{"job": ')
    assert store.load() == [saved]
    assert not (tmp_path / f".tmp-{saved.job.id}").exists()


def test_a_leftover_that_cannot_be_removed_keeps_no_job_from_being_found(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    saved = stored()
    store.save(saved)
    (tmp_path / ".tmp-held").mkdir()
    assert store.load() == [saved]


def test_a_broken_line_of_what_was_kept_is_left_out(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    store.note_kept("job", 0, 1000)
    store.note_kept("job", 2, 3000)
    with (tmp_path / "job.kept").open("a") as file:
        file.write("3 4\x00\n17")
    assert store.kept("job") == {0: 1000, 2: 3000}
    store.drop_kept("job")
    assert store.kept("job") == {}


def test_counts_what_a_kill_left_in_the_spool(tmp_path: Path) -> None:
    store, spool = JobStore(tmp_path / "jobs"), Spool(tmp_path / "spool")
    store.load()
    spool.recover()
    found = stored(timelapse(), begun=4, done=1, bytes=5)
    store.note_kept(found.job.id, 0, 5)
    store.note_kept(found.job.id, 1, 6)
    for index in (1, 3):
        spool.store(metadata_for(b"master", job_id=found.job.id, job_index=index), b"master")
    spool.store(metadata_for(b"master"), b"master")
    job = counted(found, store, spool).job
    assert (job.done, job.missed, job.bytes) == (3, 1, 5 + 6 + 6)
    for entry in spool.entries():
        spool.remove(entry.metadata.id)  # uploaded; and the service is killed once more
    assert counted(found, store, spool).job == job


def test_what_has_ended_is_counted_for_good(tmp_path: Path) -> None:
    store, spool = JobStore(tmp_path / "jobs"), Spool(tmp_path / "spool")
    store.load()
    spool.recover()
    over = stored(done=7, bytes=70, missed=1, state="failed", ended_at_us=NOW_US)
    assert counted(over, store, spool) == over


def test_a_time_without_the_service_is_a_gap() -> None:
    again = continued(stored(timelapse()), NOW_US + 5)
    assert again.job.gaps is not None
    assert [(gap.from_us, gap.to_us) for gap in again.job.gaps] == [(NOW_US, None)]
    twice = continued(again, NOW_US + 9)
    assert twice.job.gaps == again.job.gaps
