"""Runs a time-lapse, and analyses each picture as soon as it is in the library.

The camera service takes the pictures alone. This program may end and start again: --job continues with a job.
"""

import argparse
import asyncio
import csv
import sys

from eyepiece import AsyncCapture, AsyncHub, AsyncJob, JobState

LOOK_EVERY_S = 1.0


async def main() -> None:
    options = _options()
    writer = csv.writer(sys.stdout)
    writer.writerow(["captured_at", "mean", "standard_deviation", "name"])
    async with AsyncHub() as hub:
        job = await _job(hub, options)
        print(f"job {job.id}", file=sys.stderr)
        seen: set[str] = set()
        while True:
            state = await job.refresh()
            # Newest first, so the new ones are turned around.
            new = [capture async for capture in job.captures() if capture.id not in seen]
            for capture in reversed(new):
                seen.add(capture.id)
                writer.writerow(await _measure(capture))
            if state.ended and len(seen) >= state.done:
                break
            sys.stdout.flush()
            await asyncio.sleep(LOOK_EVERY_S)
    _report(state)


async def _job(hub: AsyncHub, options: argparse.Namespace) -> AsyncJob:
    if options.job is not None:
        return await hub.job(options.job)
    async with hub.camera(options.camera).control() as camera:
        return await camera.timelapse(options.count, options.every_s, format="tiff", label="Time-lapse")


async def _measure(capture: AsyncCapture) -> list[str]:
    picture = await capture.array()
    return [capture.captured_at.isoformat(), f"{picture.mean():.2f}", f"{picture.std():.2f}", capture.name]


def _report(state: JobState) -> None:
    print(f"{state.state}: {state.done} of {state.total}, {state.missed} missed", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("camera", help="id of the camera")
    parser.add_argument("--count", type=int, default=10, help="number of pictures; default: %(default)s")
    parser.add_argument("--every-s", type=float, default=5, help="interval, s; default: %(default)g")
    parser.add_argument("--job", help="id of a job that runs already")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
