"""jobs: lists, starts, watches and cancels the jobs of a camera."""

import argparse

from eyepiece.blocking.camera import Control
from eyepiece.blocking.hub import Hub
from eyepiece.blocking.job import Job
from eyepiece.command_line.arguments import FORMATS, Commands, number, whole
from eyepiece.command_line.output import Output
from eyepiece.hub.control import CONTROL_S
from eyepiece.values.job import JobState

_WAIT_S = 86_400.0


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    about = "Bursts, time-lapses and clips. The camera service runs a job alone, also after this program has ended."
    parser = commands.add_parser("jobs", help="list, start, watch and cancel jobs", description=about, parents=[common])
    actions = parser.add_subparsers(metavar="action", required=True)
    listing = actions.add_parser("list", help="list the jobs of a camera, newest first", parents=[common])
    listing.add_argument("camera", help="id of the camera")
    listing.add_argument("--limit", type=whole(1, 200), default=20)
    listing.set_defaults(command=run_list)
    start = actions.add_parser("start", help="start a job", parents=[common])
    start.add_argument("camera", help="id of the camera")
    start.add_argument("kind", choices=("timelapse", "burst", "clip"))
    start.add_argument("--count", type=whole(2, 100_000), help="pictures of a time-lapse or burst")
    start.add_argument("--every-s", type=number(0.1, 86_400), help="interval of a time-lapse, s")
    start.add_argument("--duration-s", type=number(0.1, 3600), help="length of a clip, s")
    start.add_argument("--format", choices=FORMATS, help="of the pictures; default: jpg")
    start.add_argument("--label")
    start.add_argument("--tag", action="append", help="may be given several times")
    start.add_argument("--wait", action="store_true", help="until the job has ended")
    _add_timeout(start)
    start.set_defaults(command=run_start, usage=start.error)
    watch = actions.add_parser("watch", help="wait until a job has ended", parents=[common])
    watch.add_argument("job", help="id of the job")
    _add_timeout(watch)
    watch.set_defaults(command=run_watch)
    cancel = actions.add_parser("cancel", help="cancel a job; its captures stay", parents=[common])
    cancel.add_argument("job", help="id of the job")
    cancel.set_defaults(command=run_cancel)


def _add_timeout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--timeout", type=number(1, 1e6), default=_WAIT_S, help="longest wait, s; default: a day")


def run_list(options: argparse.Namespace, output: Output) -> int:
    with Hub() as hub:
        for job in hub.jobs(options.camera, options.limit):
            _print(output, job.last)
    return 0


def run_start(options: argparse.Namespace, output: Output) -> int:
    needed = {"timelapse": ("count", "every_s"), "burst": ("count",), "clip": ("duration_s",)}[options.kind]
    for name in ("count", "every_s", "duration_s"):
        option = f"--{name.replace('_', '-')}"
        if (getattr(options, name) is None) == (name in needed):
            options.usage(f"a {options.kind} {'needs' if name in needed else 'has no'} {option}")
    if options.kind == "clip" and options.format is not None:
        options.usage("a clip has no --format: it is an MP4")
    with Hub() as hub:
        with hub.camera(options.camera).control(timeout=CONTROL_S) as camera:
            job = _start(camera, options)
        if options.wait:
            return _wait(job, options.timeout, output)
        _print(output, job.last)
    return 0


def _start(camera: Control, options: argparse.Namespace) -> Job:
    label, tags = options.label, options.tag
    if options.kind == "clip":
        return camera.clip(options.duration_s, label=label, tags=tags)
    if options.kind == "burst":
        return camera.burst(options.count, format=options.format, label=label, tags=tags)
    return camera.timelapse(options.count, options.every_s, format=options.format, label=label, tags=tags)


def run_watch(options: argparse.Namespace, output: Output) -> int:
    with Hub() as hub:
        return _wait(hub.job(options.job), options.timeout, output)


def run_cancel(options: argparse.Namespace, output: Output) -> int:
    with Hub() as hub:
        _print(output, hub.job(options.job).cancel())
    return 0


def _wait(job: Job, timeout: float, output: Output) -> int:
    state = job.wait(timeout, lambda state: output.progress(f"{state.kind}: {state.done} of {state.total}"))
    _print(output, state)
    return 0


def _print(output: Output, state: JobState) -> None:
    reason = f"  {state.reason}" if state.reason else ""
    counts = f"{state.done} of {state.total}" + (f", {state.missed} missed" if state.missed else "")
    output.result(state.data, f"{state.id}  {state.kind:9}  {state.state:9}  {counts}{reason}")
