"""The process of a step: python -m camera_ws.pictures.lab.worker FILE TIMEOUT_S MEMORY_MB.

It reads frames from its standard input and writes results to its standard output, and leaves both to nobody else: what
the step prints goes to the standard error, and what it reads is empty.
"""

import faulthandler
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, BinaryIO, cast

import numpy as np

from camera_ws.pictures.lab.declared import declared, function_of
from camera_ws.pictures.lab.pipes import packed, receive
from camera_ws.pictures.lab.returned import plain
from camera_ws.pictures.lab.texts import error_text

LOAD_S = 60.0
"""Time limit for the import of the step; libraries such as PyTorch take many seconds."""
_NICE = 10

Analyse = Callable[[Any, Any], object]


def main(file: Path, timeout_s: float, memory_mb: int) -> None:
    frames, answers = _take_pipes()
    _yield_to_the_service()
    limit_memory(memory_mb)
    faulthandler.enable()
    try:
        with _alarm(LOAD_S):
            module = _load(file)
            facts = declared(module)
            analyse = function_of(module)
    except BaseException as error:  # noqa: BLE001  (the step's own code: every failure is reported, SystemExit too)
        _send(answers, {"error": error_text(error, file)})
        return
    _send(answers, {"ready": facts})
    while (message := receive(frames)) is not None:
        _send(answers, *_run(analyse, *message, file=file, timeout_s=timeout_s))


def limit_memory(memory_mb: int) -> None:
    """Of the address space. Only Linux enforces it."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  (exists on POSIX only)

        limit = memory_mb << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _run(
    analyse: Analyse, request: Mapping[str, Any], data: bytes, *, file: Path, timeout_s: float
) -> tuple[dict[str, Any], bytes]:
    descriptor: dict[str, Any] = request["descriptor"]
    # A copy, because the step may draw into its frame.
    pixels = np.frombuffer(data, request["dtype"]).reshape(request["shape"]).copy()
    began_s = time.perf_counter()
    try:
        with _alarm(timeout_s):
            result = analyse(pixels, SimpleNamespace(**{**descriptor, "roi": SimpleNamespace(**descriptor["roi"])}))
            answer, mask = plain(result, cast("tuple[int, int]", pixels.shape[:2]))
            _ = packed(answer)
    except BaseException as error:  # noqa: BLE001  (as above)
        return {"id": request["id"], "error": error_text(error, file)}, b""
    answer |= {"id": request["id"], "ms": 1000 * (time.perf_counter() - began_s)}
    return answer, b"" if mask is None else np.packbits(mask).tobytes()


def _load(file: Path) -> ModuleType:
    # Last in the path, so that no file of the laboratory replaces a library.
    sys.path.append(str(file.parent))
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file.name} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


class _alarm:  # noqa: N801  (used as a function)
    """Ends this process when the block takes longer, and prints where it was.

    The service ends it a second later in any case. This also ends a step that hangs after the service was killed; it
    needs no Python thread to run.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s

    def __enter__(self) -> None:
        faulthandler.dump_traceback_later(self._limit_s, exit=True)

    def __exit__(self, *_: object) -> None:
        faulthandler.cancel_dump_traceback_later()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    frames, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return frames, answers


def _yield_to_the_service() -> None:
    if hasattr(os, "nice"):
        os.nice(_NICE)


def _send(answers: BinaryIO, message: dict[str, Any], binary: bytes = b"") -> None:
    answers.write(packed(message, len(binary)))
    answers.write(binary)
    answers.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
