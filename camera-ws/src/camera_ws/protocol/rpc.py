"""JSON-RPC 2.0 of the camera link: parses and builds messages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, cast

from pydantic import Field, TypeAdapter, ValidationError

from camera_ws.protocol.wire import Int, Wire

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
CAMERA_ERROR = -32000
CAMERA_DISCONNECTED = -32001
SETTING_REJECTED = -32002
NO_SPACE = -32003
BUSY = -32004
TIMEOUT = -32005
REPLACED = -32006
"""The hub is not the home of the camera any more."""
CANCELLED = -32007
"""The capture was cancelled before it was exposed."""
GONE = -32008
"""The frame is not kept in memory."""

RpcId = str | int
_ID: TypeAdapter[RpcId] = TypeAdapter(
    Annotated[str, Field(max_length=64, strict=True)] | Annotated[Int, Field(strict=True)]
)


_DEADLINE: TypeAdapter[int] = TypeAdapter(Annotated[Int, Field(strict=True, ge=0)])
_FENCE: TypeAdapter[int] = TypeAdapter(Annotated[Int, Field(strict=True, ge=1)])


class FieldIssue(Wire):
    """An error in one field: its path, the value and the allowed range."""

    path: str
    message: str
    value: Any = None
    min: float | None = None
    max: float | None = None
    unit: str | None = None


class RpcError(Wire):
    code: Int
    message: str
    data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A call; without an id a notification, which gets no response.

    deadline_us is by the camera clock. After it the hub has reported a timeout and drops the answer.
    fence is that of the hub's welcome; absent from a single hub.
    """

    method: str
    params: Any
    id: RpcId | None = None
    deadline_us: int | None = None
    fence: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    id: RpcId | None
    result: Any = None
    error: RpcError | None = None


class RpcFault(Exception):
    """A message that cannot be served, with the code and, if there is one, the id to respond to."""

    def __init__(self, code: int, message: str, id: RpcId | None = None, issues: Sequence[FieldIssue] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.id = id
        self.issues = tuple(issues)


def loads(text: str | bytes) -> Any:
    """Standard JSON: raises ValueError for NaN and Infinity, which Python would accept."""
    return json.loads(text, parse_constant=_refuse_constant)


def parse(text: str) -> Request | Answer:
    """One message; raises RpcFault with PARSE_ERROR (not JSON) or INVALID_REQUEST."""
    try:
        message = loads(text)
    except (ValueError, RecursionError) as error:
        raise RpcFault(PARSE_ERROR, f"not JSON: {error}") from error
    if not isinstance(message, dict):
        raise RpcFault(INVALID_REQUEST, "a message is one JSON object")
    fields = cast("dict[str, Any]", message)
    id = _read_id(fields)
    if fields.get("jsonrpc") != "2.0":
        raise RpcFault(INVALID_REQUEST, 'jsonrpc must be "2.0"', id)
    if "method" in fields:
        method = fields["method"]
        if not isinstance(method, str) or len(method) > 64:
            raise RpcFault(INVALID_REQUEST, "method must be a name of at most 64 characters", id)
        return Request(method, fields.get("params", {}), id, _read_deadline(fields, id), _read_fence(fields, id))
    if "error" in fields:
        return Answer(id, error=_read_error(fields["error"], id))
    if "result" in fields and id is not None:
        return Answer(id, fields["result"])
    raise RpcFault(INVALID_REQUEST, "neither method, result nor error", id)


def request(id: RpcId, method: str, params: Any) -> str:
    return _dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params})


def notification(method: str, params: Any) -> str:
    return _dumps({"jsonrpc": "2.0", "method": method, "params": params})


def result(id: RpcId, value: Any) -> str:
    return _dumps({"jsonrpc": "2.0", "id": id, "result": value})


def failure(fault: RpcFault) -> str:
    error: dict[str, Any] = {"code": fault.code, "message": str(fault)}
    if fault.issues:
        error["data"] = {"issues": [issue.to_json() for issue in fault.issues]}
    return _dumps({"jsonrpc": "2.0", "id": fault.id, "error": error})


def _read_id(fields: dict[str, Any]) -> RpcId | None:
    if fields.get("id") is None:
        return None
    try:
        return _ID.validate_python(fields["id"])
    except ValidationError as error:
        raise RpcFault(INVALID_REQUEST, "id must be a text of at most 64 characters or a whole number") from error


def _read_deadline(fields: dict[str, Any], id: RpcId | None) -> int | None:
    if "deadlineUs" not in fields:
        return None
    try:
        return _DEADLINE.validate_python(fields["deadlineUs"])
    except ValidationError as error:
        raise RpcFault(INVALID_REQUEST, "deadlineUs must be a whole number of µs from 0", id) from error


def _read_fence(fields: dict[str, Any], id: RpcId | None) -> int | None:
    if "fence" not in fields:
        return None
    try:
        return _FENCE.validate_python(fields["fence"])
    except ValidationError as error:
        raise RpcFault(INVALID_REQUEST, "fence must be a whole number from 1", id) from error


def _read_error(value: object, id: RpcId | None) -> RpcError:
    try:
        return RpcError.from_wire(value)
    except ValidationError as error:
        raise RpcFault(INVALID_REQUEST, "error must have a code and a message", id) from error


def _dumps(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
