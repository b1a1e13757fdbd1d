"""Steps of a laboratory, written as files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from textwrap import dedent

from camera_ws.pictures.lab.process import StepOptions
from camera_ws.pictures.lab.step import LabStep

EXAMPLE = Path(__file__).parents[2] / "examples" / "spots.py"


def step_file(folder: Path, body: str, before: str = "") -> Path:
    """analyse has this body; before stands above it."""
    file = folder / "mine.py"
    lines = dedent(body).strip().splitlines()
    file.write_text("\n".join([dedent(before), "def analyse(pixels, descriptor):", *(f"    {line}" for line in lines)]))
    return file


@asynccontextmanager
async def lab_step(file: Path, *, timeout_s: float = 60.0, memory_mb: int = 2048) -> AsyncIterator[LabStep]:
    step = LabStep(StepOptions(file, timeout_s, memory_mb))
    try:
        yield step
    finally:
        await step.close()
