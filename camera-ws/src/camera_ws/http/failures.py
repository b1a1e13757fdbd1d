"""Exceptions become HTTP answers here and nowhere else."""

import logging
from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from camera_ws.acquisition import Acquisition
from camera_ws.camera.limits import with_limits
from camera_ws.errors import (
    CameraDisconnected,
    CameraServiceError,
    CameraTimeout,
    NoSpace,
    ServiceClosed,
    SettingRejected,
)
from camera_ws.protocol.issues import issues_from
from camera_ws.protocol.rpc import FieldIssue

log = logging.getLogger(__name__)

_STATUS: dict[type[CameraServiceError], int] = {
    CameraDisconnected: 503,
    CameraTimeout: 504,
    NoSpace: 507,
    ServiceClosed: 503,
}
_GATEWAY = 502


def install_failures(app: FastAPI, acquisition: Acquisition) -> None:
    """Issues about a number get the camera's limits, even when the value was no number at all."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        camera = acquisition.current.camera
        issues = issues_from(error.errors(), skip=1)
        return _rejection([with_limits(issue, camera.capabilities) for issue in issues] if camera else issues)

    @app.exception_handler(SettingRejected)
    async def rejected(_: Request, error: SettingRejected) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return _rejection(error.issues)

    @app.exception_handler(CameraServiceError)
    async def failed(_: Request, error: CameraServiceError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), _GATEWAY)
        detail = "Camera not connected" if isinstance(error, CameraDisconnected) else str(error)
        log.info("request failed", extra={"status": status, "reason": str(error)})
        return JSONResponse({"detail": detail, "code": error.code}, status)


def _rejection(issues: Sequence[FieldIssue]) -> JSONResponse:
    return JSONResponse({"detail": [_issue(issue) for issue in issues]}, 422)


def _issue(issue: FieldIssue) -> dict[str, object]:
    fields = issue.to_json()
    return {"field": fields.pop("path"), **fields}
