"""SIGKILL at random times of bursts, time-lapses, clips and captures, while the hub starts and stops.

For a longer run: CHAOS_KILLS=100, with another CHAOS_SEED.
"""

import os
from pathlib import Path

import pytest

from support.chaos import Chaos

KILLS = int(os.environ.get("CHAOS_KILLS", "8"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))
pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
    pytest.mark.timeout(120 + 20 * KILLS),
]


async def test_acknowledged_captures_are_uploaded_exactly_once_and_complete(tmp_path: Path) -> None:
    chaos = Chaos(tmp_path, SEED)
    while chaos.kills < KILLS:
        await chaos.round()
    jobs = await chaos.finish()
    library = chaos.library
    print(  # noqa: T201  (read with -s)
        f"seed {SEED}: {chaos.kills} kills, {library.connections} connections, "
        f"{len(chaos.answered)} captures acknowledged, {len(chaos.reported)} jobs, "
        f"{len(library.kept)} in the library after {len(library.attempts)} uploads"
    )
    assert library.faults == []
    assert library.repeated_indices() == []
    assert chaos.leftovers() == []
    arrived = {id: metadata.sha256 for id, metadata in library.kept.items()}
    assert {id: arrived.get(id) for id in chaos.answered} == chaos.answered
    for job_id, done in chaos.reported.items():
        if chaos.kinds[job_id] != "clip":
            assert library.pictures(job_id) >= done
    for job in jobs:
        if job["job"]["kind"] != "clip":
            assert library.pictures(job["id"]) == job["done"], job
        else:
            clips = [kept.clip for kept in library.kept.values() if kept.job_id == job["id"]]
            assert [clip.frames for clip in clips if clip] == ([job["done"]] if job["done"] else []), job
    assert chaos.answered
    assert chaos.reported
