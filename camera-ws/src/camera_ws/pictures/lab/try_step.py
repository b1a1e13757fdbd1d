"""Runs a step once, with the limits of the service: python -m camera_ws.pictures.lab.try_step spots.py picture.png.

Prints the result as JSON; ends with status 1 when the step or the picture cannot be used.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import cast

import cv2

from camera_ws.camera.base import Frame, FrameDescriptor, Orientation, Pixels
from camera_ws.pictures.lab.process import StepOptions
from camera_ws.pictures.lab.step import LabStep
from camera_ws.protocol.camera.settings import Roi

_USAGE = "usage: python -m camera_ws.pictures.lab.try_step STEP.py PICTURE"


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        return _refuse(_USAGE)
    file, picture = map(Path, arguments)
    if not file.is_file():
        return _refuse(f"{file}: no such file")
    frame = _frame(picture)
    if frame is None:
        return _refuse(f"{picture}: not a picture of 8 or 16 bits that can be read")
    result = asyncio.run(_run(file.resolve(), frame))
    print(json.dumps(result, indent=2, ensure_ascii=False))
    return 1 if "error" in result else 0


def _frame(picture: Path) -> Frame | None:
    pixels = cv2.imread(str(picture), cv2.IMREAD_ANYDEPTH | cv2.IMREAD_ANYCOLOR)
    if pixels is None or str(pixels.dtype) not in ("uint8", "uint16"):
        return None
    samples = cast("Pixels", pixels if pixels.ndim == 2 else pixels[:, :, ::-1])
    height, width = pixels.shape[:2]
    depth = 8 * pixels.dtype.itemsize
    descriptor = FrameDescriptor(
        seq=0,
        captured_at_us=0,
        exposure_ms=0.0,
        gain_db=0.0,
        roi=Roi(left=0, top=0, width=width, height=height),
        width=width,
        height=height,
        channels=1 if pixels.ndim == 2 else 3,
        pixel_format="file",
        bit_depth=depth,
    )
    return Frame(descriptor, samples)


async def _run(file: Path, frame: Frame) -> dict[str, object]:
    step = LabStep(StepOptions(file))
    try:
        return (await step.run(frame, Orientation())).to_json()
    finally:
        await step.close()


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
