"""Corrections over HTTP."""

# Routes are registered by their decorators, so no code calls them by name.
# pyright: reportUnusedFunction=false

from fastapi import APIRouter
from pydantic import ConfigDict

from camera_ws.http.models import Failure, Rejection
from camera_ws.pictures.corrections.corrections import PictureCorrections
from camera_ws.protocol.camera.corrections import Corrections, CorrectionsUpdate

_ANSWERS = {
    409: {"model": Failure, "description": "A reference is being taken, or a job uses the camera"},
    422: {"model": Rejection, "description": "A change that is not possible"},
    502: {"model": Failure, "description": "The camera failed"},
    503: {"model": Failure, "description": "Camera not connected"},
    504: {"model": Failure, "description": "No frame from the camera in time"},
    507: {"model": Failure, "description": "No space for a reference"},
}


class CorrectionsBody(CorrectionsUpdate):
    """A change of corrections; accepts protocol names only."""

    model_config = ConfigDict(validate_by_name=False)


def make_corrections_routes(corrections: PictureCorrections) -> APIRouter:
    router = APIRouter()

    @router.get("/corrections", response_model_exclude_none=True)
    async def read_corrections() -> Corrections:
        """Dark frame, flat field and display window: whether they exist, are on, and match the settings."""
        return corrections.state

    @router.put("/corrections", response_model_exclude_none=True, responses=_ANSWERS)  # pyright: ignore[reportArgumentType]
    async def change_corrections(update: CorrectionsBody) -> Corrections:
        """Takes, switches or clears references and sets the display window; all changes or none."""
        return await corrections.update(update)

    return router
