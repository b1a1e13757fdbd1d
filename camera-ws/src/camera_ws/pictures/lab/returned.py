"""Turns what a step returned into plain values, in the process of the step.

Errors name the key, the entry and the limit. The service checks the values again.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from camera_ws.protocol.camera.lab_step import BOXES_MAX, COORDINATE_MAX, NAME_MAX, NUMBERS_MAX, POINTS_MAX, UNIT_MAX
from camera_ws.protocol.text import storable

_KEYS = ("numbers", "boxes", "points", "mask")
Mask = NDArray[np.bool_]
_SCALARS: tuple[type, ...] = (np.number, np.bool_)


def plain(result: object, shape: tuple[int, int]) -> tuple[dict[str, Any], Mask | None]:
    """The JSON of the answer, and the mask. shape: rows and columns of the frame."""
    if not isinstance(result, Mapping):
        raise TypeError(f"analyse returned {type(result).__name__}, must be a dict with {', '.join(_KEYS)}")
    returned = cast("Mapping[object, Any]", result)
    unknown = [key for key in returned if key not in _KEYS]
    if unknown:
        raise ValueError(f"unknown key {_brief(unknown[0])}, known are {', '.join(_KEYS)}")
    answer: dict[str, Any] = {}
    if (numbers := returned.get("numbers")) is not None:
        answer["numbers"] = _numbers(numbers)
    if (boxes := returned.get("boxes")) is not None:
        answer["boxes"] = [_box(f"boxes[{index}]", box) for index, box in _limited("boxes", boxes, BOXES_MAX)]
    if (points := returned.get("points")) is not None:
        answer["points"] = [
            _shape(f"points[{index}]", point, ("x", "y")) for index, point in _limited("points", points, POINTS_MAX)
        ]
    return answer, None if returned.get("mask") is None else _mask(returned["mask"], shape)


def _numbers(numbers: Any) -> list[dict[str, Any]]:
    if not isinstance(numbers, Mapping):
        raise TypeError("numbers must be a dict of name and number, or of name and (number, unit)")
    named = cast("Mapping[object, object]", numbers)
    return [_named_number(name, value) for _, (name, value) in _limited("numbers", named.items(), NUMBERS_MAX)]


def _named_number(name: object, value: object) -> dict[str, Any]:
    text = _text("the name of a number", name, NAME_MAX)
    if not isinstance(value, tuple):
        return {"name": text, "value": _number(f"numbers[{text!r}]", value)}
    pair = cast("tuple[object, ...]", value)
    if len(pair) != 2:
        raise ValueError(f"numbers[{text!r}] has {len(pair)} parts, must be a number or (number, unit)")
    unit = _text(f"the unit of {text}", pair[1], UNIT_MAX)
    return {"name": text, "value": _number(f"numbers[{text!r}]", pair[0]), "unit": unit}


def _box(where: str, box: Any) -> dict[str, Any]:
    plain_box = _shape(where, box, ("left", "top", "width", "height"))
    for side in ("width", "height"):
        if plain_box[side] <= 0:
            raise ValueError(f"{where}: {side} is {plain_box[side]:g}, must be above 0")
    return plain_box


def _shape(where: str, values: Any, names: tuple[str, ...]) -> dict[str, Any]:
    parts = list(islice(cast("Iterable[Any]", values), len(names) + 2)) if isinstance(values, Iterable) else []
    if not len(names) <= len(parts) <= len(names) + 1:
        raise ValueError(f"{where} must be ({', '.join(names)}) or ({', '.join(names)}, label)")
    shape: dict[str, Any] = {}
    for name, part in zip(names, parts, strict=False):
        shape[name] = _number(f"{where}: {name}", part)
        if abs(shape[name]) > COORDINATE_MAX:
            raise ValueError(f"{where}: {name} is {shape[name]:g} px, at most {COORDINATE_MAX}")
    if len(parts) > len(names):
        shape["label"] = _text(f"{where}: label", parts[-1], NAME_MAX)
    return shape


def _limited(key: str, values: Any, limit: int) -> list[tuple[int, Any]]:
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise TypeError(f"{key} must be a list, not {type(values).__name__}")
    first = list(islice(cast("Iterable[Any]", values), limit + 1))
    if len(first) > limit:
        raise ValueError(f"{key} has more than {limit} entries")
    return list(enumerate(first))


def _number(where: str, value: object) -> float:
    plain_value: object = cast("Any", value).item() if isinstance(value, _SCALARS) else value
    if not isinstance(plain_value, int | float):
        raise TypeError(f"{where} is {type(value).__name__}, must be a number")
    try:
        number = float(plain_value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{where} is {number}, must be finite")
    return number


def _text(where: str, value: object, limit: int) -> str:
    text = storable(str(value)[: limit + 1]).strip()
    if not 1 <= len(text) <= limit:
        raise ValueError(f"{where} must be a text of 1 to {limit} characters")
    return text


def _mask(value: Any, shape: tuple[int, int]) -> Mask:
    mask = np.asarray(value)
    if mask.shape != shape:
        raise ValueError(f"mask is {_size(mask.shape)}, must be rows × columns of the frame, {_size(shape)}")
    if mask.dtype.kind not in "biuf":
        raise TypeError(f"mask has {mask.dtype} samples, must be bool or numbers")
    return mask.astype(np.bool_)


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(str(side) for side in shape) or "one number"


def _brief(value: object) -> str:
    return repr(value)[:NAME_MAX]
