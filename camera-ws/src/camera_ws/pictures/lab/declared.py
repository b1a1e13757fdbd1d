"""What the file of a step states about it."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

from camera_ws.protocol.camera.analysis import ANALYSIS_MAX_HZ
from camera_ws.protocol.camera.lab_step import NAME_MAX
from camera_ws.protocol.text import storable

RATE_MIN_HZ = 0.01
RATE_HZ = 2.0


def function_of(module: ModuleType) -> Callable[[Any, Any], object]:
    function = getattr(module, "analyse", None)
    if not callable(function):
        raise TypeError("the file needs a function analyse(pixels, descriptor)")
    return function


def declared(module: ModuleType) -> dict[str, Any]:
    """rate, stores and version; the error names the constant and its limits."""
    rate = getattr(module, "RATE_HZ", RATE_HZ)
    if not isinstance(rate, int | float) or not RATE_MIN_HZ <= rate <= ANALYSIS_MAX_HZ or math.isnan(rate):
        raise ValueError(f"RATE_HZ is {rate!r}, must be a number from {RATE_MIN_HZ} to {ANALYSIS_MAX_HZ}")
    stores = getattr(module, "STORE_WITH_CAPTURES", False)
    if not isinstance(stores, bool):
        raise TypeError(f"STORE_WITH_CAPTURES is {stores!r}, must be True or False")
    version = getattr(module, "VERSION", None)
    if version is not None and not (
        isinstance(version, str) and 1 <= len(version) <= NAME_MAX and storable(version) == version
    ):
        raise ValueError(f"VERSION is {version!r}, must be a text of 1 to {NAME_MAX} characters")
    return {"rate": float(rate), "stores": stores, "version": version}
