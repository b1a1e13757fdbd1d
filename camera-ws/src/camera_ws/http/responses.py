"""Error responses for the API description."""

from typing import Any

from camera_ws.http.models import Failure, Rejection

Responses = dict[int | str, dict[str, Any]]

DISCONNECTED: Responses = {503: {"model": Failure, "description": "Camera not connected"}}
INVALID: Responses = {
    413: {"model": Failure, "description": "A body above 64 KiB"},
    422: {"model": Rejection, "description": "A value that the camera does not accept"},
}
DISK_FULL: Responses = {507: {"model": Failure, "description": "No space for another capture"}}
CAMERA_ERRORS: Responses = {
    **DISCONNECTED,
    409: {"model": Failure, "description": "A job uses the camera"},
    502: {"model": Failure, "description": "The camera or its driver failed"},
    504: {"model": Failure, "description": "The camera did not answer in time"},
}
"""For requests that call the camera."""
