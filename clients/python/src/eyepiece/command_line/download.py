"""download: stores captures of the library, verified, and continues where it stopped."""

import argparse
from pathlib import Path

from eyepiece.blocking.capture import Capture
from eyepiece.blocking.hub import Hub
from eyepiece.command_line.arguments import Commands, moment, whole
from eyepiece.command_line.output import Output, size
from eyepiece.errors import AuthenticationFailed, ConnectionFailed, EyepieceError


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    about = (
        "Stores the captures that all filters select, newest first, in the folders of their names. Each file is "
        "compared with its digest. Files that are there are not loaded again, and parts are continued."
    )
    parser = commands.add_parser("download", help="store captures", description=about, parents=[common])
    parser.add_argument("--camera", help="id of the camera")
    parser.add_argument("--session", help="id of the session")
    parser.add_argument("--job", help="id of the job")
    parser.add_argument("--label", help="exactly this label")
    parser.add_argument("--tag")
    parser.add_argument("--format")
    parser.add_argument("--since", type=moment, help="such as 2026-11-30, local time without a zone")
    parser.add_argument("--until", type=moment)
    parser.add_argument("--rating-min", type=whole(1, 5), help="stars")
    parser.add_argument("--query", help="words that begin words in label, notes, tags, name, session or person")
    parser.add_argument("--limit", type=whole(1, 10**9), help="number of captures")
    parser.add_argument("--folder", type=Path, default=Path("captures"), help="default: %(default)s")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace, output: Output) -> int:
    stored = failed = stored_bytes = 0
    with Hub() as hub:
        captures = hub.captures(
            limit=options.limit,
            camera=options.camera,
            session=options.session,
            job=options.job,
            label=options.label,
            tag=options.tag,
            format=options.format,
            since=options.since,
            until=options.until,
            rating_min=options.rating_min,
            q=options.query,
        )
        try:
            for capture in captures:
                try:
                    path = _store(capture, options.folder, output)
                except (ConnectionFailed, AuthenticationFailed):
                    raise
                except EyepieceError as error:
                    failed += 1
                    output.error(error)
                    continue
                stored, stored_bytes = stored + 1, stored_bytes + capture.size_bytes
                output.result({**capture.data, "path": str(path)}, str(path))
        finally:
            failures = f", {failed} failed" if failed else ""
            output.note(f"{stored} captures, {size(stored_bytes)} in {options.folder}{failures}")
    return 1 if failed else 0


def _store(capture: Capture, folder: Path, output: Output) -> Path:
    return capture.download(
        folder,
        tree=True,
        progress=lambda there, total: output.progress(f"{capture.name}: {size(there)} of {size(total)}"),
    )
