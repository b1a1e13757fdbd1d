"""The configurations of Micro-Manager that can be chosen: the one that the operator named, and that of the demo."""

import importlib
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from camera_ws.protocol.text import cut, storable

DEMO = "MMConfig_demo.cfg"
NAME_MAX = 255


class _Adapters(Protocol):
    def device_adapter_path(self) -> str | Path: ...


def configurations(named: Path | None) -> dict[str, Path]:
    """By their names, which a browser may see. Empty without Micro-Manager's core. Blocks."""
    if find_spec("pymmcore") is None:
        return {}
    files = [path for path in (named, _demo()) if path is not None and path.is_file()]
    # A named file with the name of the demo is meant.
    return {cut(storable(path.name), NAME_MAX): path for path in reversed(files)}


def _demo() -> Path | None:
    if find_spec("mm_test_adapters") is None:
        return None
    adapters = cast("_Adapters", importlib.import_module("mm_test_adapters"))
    return Path(adapters.device_adapter_path()) / DEMO
