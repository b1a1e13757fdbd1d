"""capture: takes a picture and downloads it."""

import argparse
from contextlib import nullcontext
from pathlib import Path

from eyepiece.blocking.capture import Capture
from eyepiece.blocking.hub import Camera, Hub
from eyepiece.command_line.arguments import FORMATS, Commands, number, whole
from eyepiece.command_line.output import Output, size
from eyepiece.hub.camera import CAPTURE_S
from eyepiece.hub.control import CONTROL_S


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    about = "Takes a picture and downloads it. With an exposure or gain it waits for control of the camera first."
    parser = commands.add_parser("capture", help="take a picture", description=about, parents=[common])
    parser.add_argument("camera", help="id of the camera")
    parser.add_argument("--format", choices=FORMATS, help="default: jpg")
    parser.add_argument("--label")
    parser.add_argument("--tag", action="append", help="may be given several times")
    parser.add_argument("--notes")
    parser.add_argument("--average", type=whole(2, 256), help="number of frames in the mean")
    parser.add_argument("--exposure-ms", type=number(0.0001, 1e7), help="for this picture and afterwards")
    parser.add_argument("--gain-db", type=number(-1000, 1000), help="for this picture and afterwards")
    parser.add_argument("--folder", type=Path, default=Path(), help="default: the present one")
    parser.add_argument("--no-download", action="store_true", help="leave the file at the hub")
    parser.add_argument("--timeout", type=number(1, 1e6), default=CAPTURE_S, help="s; default: %(default)g")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace, output: Output) -> int:
    with Hub() as hub:
        capture = _take(hub.camera(options.camera), options)
        path: Path | None = None
        if not options.no_download:
            path = capture.download(
                options.folder, progress=lambda there, total: output.progress(f"{size(there)} of {size(total)}")
            )
    text = f"{path or capture.name}: {capture.width}x{capture.height} px, {capture.bit_depth} bits"
    data = {**capture.data, "path": None if path is None else str(path)}
    output.result(data, f"{text}, {capture.exposure_ms:g} ms, {size(capture.size_bytes)}")
    return 0


def _take(camera: Camera, options: argparse.Namespace) -> Capture:
    needs_control = options.exposure_ms is not None or options.gain_db is not None
    with camera.control(timeout=CONTROL_S) if needs_control else nullcontext(camera) as taker:
        return taker.capture(
            format=options.format,
            label=options.label,
            tags=options.tag,
            notes=options.notes,
            average=options.average,
            exposure_ms=options.exposure_ms,
            gain_db=options.gain_db,
            timeout=options.timeout,
        )
