"""watch: stores live frames."""

import argparse
import os
import time
from pathlib import Path

from eyepiece.blocking.hub import Hub
from eyepiece.command_line.arguments import Commands, number, whole
from eyepiece.command_line.output import Output, size
from eyepiece.errors import EyepieceError
from eyepiece.hub.camera import FRAME_S
from eyepiece.wire.frame import Frame


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    about = "Stores live frames as JPEG files until it is interrupted, or until --frames or --seconds are reached."
    parser = commands.add_parser("watch", help="store live frames", description=about, parents=[common])
    parser.add_argument("camera", help="id of the camera")
    parser.add_argument("--frames", type=whole(1, 10**9), help="number of frames")
    parser.add_argument("--seconds", type=number(0.1, 1e7), help="duration, s")
    parser.add_argument("--folder", type=Path, default=Path("frames"), help="default: %(default)s")
    parser.add_argument("--max-width", type=whole(16, 65535), help="px; accept a smaller picture")
    parser.add_argument("--max-fps", type=number(0.001, 1000), help="accept fewer frames per second")
    parser.add_argument("--timeout", type=number(1, 1e6), default=FRAME_S, help="longest wait, s; default: %(default)g")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace, output: Output) -> int:
    ends = None if options.seconds is None else time.monotonic() + options.seconds
    stored = stored_bytes = 0
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        with (
            Hub() as hub,
            hub.camera(options.camera).frames(
                max_width=options.max_width, max_fps=options.max_fps, timeout=options.timeout
            ) as frames,
        ):
            for frame in frames:
                if ends is not None and time.monotonic() >= ends:
                    break
                path = options.folder / _name(frame)
                _store(path, frame.jpeg)
                stored, stored_bytes = stored + 1, stored_bytes + len(frame.jpeg)
                output.progress(f"{stored} frames, {size(stored_bytes)}, {frame.age_ms:.0f} ms old")
                _report(output, frame, path)
                if stored == options.frames:
                    break
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise EyepieceError(f"{options.folder} cannot be written: {error.strerror or error}") from error
    finally:
        output.note(f"{stored} frames, {size(stored_bytes)} in {options.folder}")
    return 0


def _name(frame: Frame) -> str:
    """Sequence numbers begin again with the stream, so the time comes first."""
    return f"{frame.captured_at:%Y%m%dT%H%M%S.%f}Z_{frame.seq:08d}.jpg"


def _store(path: Path, data: bytes) -> None:
    """A program that looks at the folder never sees a part of a file."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _report(output: Output, frame: Frame, path: Path) -> None:
    if not output.as_json:
        return
    data = {
        "path": str(path),
        "seq": frame.seq,
        "capturedAt": frame.captured_at.isoformat(),
        "width": frame.width,
        "height": frame.height,
        "exposureMs": frame.exposure_ms,
        "gainDb": frame.gain_db,
        "reduced": frame.reduced,
        "ageMs": round(frame.age_ms, 1),
    }
    output.result(data, "")
