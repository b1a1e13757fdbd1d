"""Converts exceptions to HTTP responses."""

# Exception handlers are registered by their decorators, so no code calls them by name.
# pyright: reportUnusedFunction=false

import logging
from collections.abc import Sequence

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.update_check import with_limits
from camera_ws.errors import CameraDisconnected, CameraServiceError, SettingRejected
from camera_ws.http.models import Issue
from camera_ws.protocol.issues import issues_from
from camera_ws.protocol.rpc import FieldIssue

log = logging.getLogger(__name__)

_UNREADABLE = 400


def install_failures(app: FastAPI, acquisition: Acquisition) -> None:
    """Issues of number fields get the camera's limits, even when the value was not a number."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        unreadable = _unreadable(request, error)
        if unreadable is not None:
            return unreadable
        camera = acquisition.current.camera
        issues = issues_from(error.errors(), skip=1)
        return _rejection([with_limits(issue, camera.capabilities) for issue in issues] if camera else issues)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code != _UNREADABLE:
            return await http_exception_handler(request, error)
        # FastAPI reports invalid UTF-8 in another way than invalid JSON; for the client both are the same mistake.
        return _rejection([FieldIssue(path="body", message="the body is not JSON in UTF-8")])

    @app.exception_handler(SettingRejected)
    async def rejected(_: Request, error: SettingRejected) -> JSONResponse:
        return _rejection(error.issues)

    @app.exception_handler(CameraServiceError)
    async def failed(_: Request, error: CameraServiceError) -> JSONResponse:
        detail = "Camera not connected" if isinstance(error, CameraDisconnected) else str(error)
        log.info("request failed", extra={"status": error.http_status, "reason": str(error)})
        return JSONResponse({"detail": detail, "code": error.code}, error.http_status)


def _unreadable(request: Request, error: RequestValidationError) -> JSONResponse | None:
    """The response to a body that is not JSON, for which FastAPI would show {}; None for other faults."""
    issue = next((issue for issue in error.errors() if issue["type"] == "json_invalid"), None)
    if issue is not None:
        place, reason = issue["loc"][-1], issue.get("ctx", {}).get("error", "not JSON")
        return _rejection([FieldIssue(path="body", message=f"the body is not JSON: {reason} at character {place}")])
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if isinstance(error.body, bytes) and media_type != "application/json":
        given = media_type or "untyped"
        return JSONResponse(
            {"detail": f"the body must be application/json, not {given}", "code": "unsupported_media_type"}, 415
        )
    return None


def _rejection(issues: Sequence[FieldIssue]) -> JSONResponse:
    return JSONResponse({"detail": [Issue.of(issue).to_json() for issue in issues]}, 422)
