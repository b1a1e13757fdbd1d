"""The answers beside the good one, as the API's description lists them."""

from typing import Any

from camera_ws.http.models import Failure, Rejection

Answers = dict[int | str, dict[str, Any]]

GONE: Answers = {503: {"model": Failure, "description": "Camera not connected"}}
WRONG: Answers = {
    413: {"model": Failure, "description": "A body above 64 KiB"},
    422: {"model": Rejection, "description": "A value the camera does not take"},
}
FULL: Answers = {507: {"model": Failure, "description": "No space for another capture"}}
DEVICE: Answers = {
    **GONE,
    409: {"model": Failure, "description": "A job has the camera"},
    502: {"model": Failure, "description": "The camera or its driver failed"},
    504: {"model": Failure, "description": "The camera did not answer in time"},
}
"""Of calls that ask something of the camera."""
