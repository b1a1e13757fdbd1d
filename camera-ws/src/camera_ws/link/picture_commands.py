"""The hub's commands for analysis and corrections."""

from typing import Any

from camera_ws.link.commands import Handler
from camera_ws.pictures.analysis.watch import AnalysisWatch
from camera_ws.pictures.corrections.corrections import PictureCorrections
from camera_ws.pictures.lab.watch import LabWatch
from camera_ws.protocol.camera.analysis import AnalysisRequest
from camera_ws.protocol.camera.corrections import CorrectionsParams


def picture_commands(analysis: AnalysisWatch, lab: LabWatch, corrections: PictureCorrections) -> dict[str, Handler]:
    async def watch(params: Any) -> Any:
        request = AnalysisRequest.from_wire(params)
        outside = analysis.request(request)
        lab.request(request.lab_step)
        return {"outside": outside}

    async def correct(params: Any) -> Any:
        state = await corrections.update(CorrectionsParams.from_wire(params).corrections)
        return {"corrections": state.to_json()}

    return {"analysis.watch": watch, "corrections.update": correct}
