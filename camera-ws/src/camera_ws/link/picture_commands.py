"""The hub's commands for analysis and corrections."""

from typing import Any

from camera_ws.link.commands import Handler
from camera_ws.pictures.analysis.watch import AnalysisWatch
from camera_ws.pictures.corrections.corrections import PictureCorrections
from camera_ws.protocol.camera.analysis import AnalysisRequest
from camera_ws.protocol.camera.corrections import CorrectionsParams


def picture_commands(analysis: AnalysisWatch, corrections: PictureCorrections) -> dict[str, Handler]:
    async def watch(params: Any) -> Any:
        return {"outside": analysis.request(AnalysisRequest.from_wire(params))}

    async def correct(params: Any) -> Any:
        state = await corrections.update(CorrectionsParams.from_wire(params).corrections)
        return {"corrections": state.to_json()}

    return {"analysis.watch": watch, "corrections.update": correct}
