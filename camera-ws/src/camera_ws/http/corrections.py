"""Corrections over HTTP: as they are, and changed."""

from fastapi import APIRouter
from pydantic import ConfigDict

from camera_ws.corrections.corrections import PictureCorrections
from camera_ws.http.models import Failure, Rejection
from camera_ws.protocol.corrections import Corrections, CorrectionsUpdate

_ANSWERS = {
    409: {"model": Failure, "description": "A reference is being taken, or a job has the camera"},
    422: {"model": Rejection, "description": "An order that cannot be obeyed"},
    502: {"model": Failure, "description": "The camera failed"},
    503: {"model": Failure, "description": "Camera not connected"},
    504: {"model": Failure, "description": "No frame from the camera in time"},
    507: {"model": Failure, "description": "No space for a reference"},
}


class CorrectionsBody(CorrectionsUpdate):
    """A change of corrections; fields go by their names on the wire only."""

    model_config = ConfigDict(validate_by_name=False)


def make_corrections_routes(corrections: PictureCorrections) -> APIRouter:
    router = APIRouter()

    @router.get("/corrections", response_model_exclude_none=True)
    async def read_corrections() -> Corrections:  # pyright: ignore[reportUnusedFunction]
        """Dark frame, flat field and display window: what there is, what is on, and what cannot be used now."""
        return corrections.state

    @router.put("/corrections", response_model_exclude_none=True, responses=_ANSWERS)  # pyright: ignore[reportArgumentType]
    async def change_corrections(update: CorrectionsBody) -> Corrections:  # pyright: ignore[reportUnusedFunction]
        """Takes, switches or clears references, sets the display window; all that is given, or none of it."""
        return await corrections.update(update)

    return router
