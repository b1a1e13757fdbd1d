"""StreamMeter: the frame rate by the times of the frames, and the frames that are missing."""

from dataclasses import replace

from camera_ws.acquisition.status import StreamMeter
from camera_ws.camera.base import FrameDescriptor
from support.data.pictures import frame, gradient

FIRST = frame(gradient()).descriptor


def numbered(seq: int, at_us: int) -> FrameDescriptor:
    return replace(FIRST, seq=seq, captured_at_us=FIRST.captured_at_us + at_us)


def test_the_rate_follows_the_newest_frames() -> None:
    meter = StreamMeter()
    meter.count(numbered(0, 0))
    assert meter.fps == 0
    for seq in range(1, 200):
        meter.count(numbered(seq, seq * 20_000))
    assert meter.fps == 50
    for seq in range(200, 300):
        meter.count(numbered(seq, 200 * 20_000 + (seq - 200) * 100_000))
    assert meter.fps == 10


def test_counts_missing_frames() -> None:
    meter = StreamMeter()
    for seq in (0, 1, 5, 6):
        meter.count(numbered(seq, seq * 20_000))
    assert meter.dropped == 3
