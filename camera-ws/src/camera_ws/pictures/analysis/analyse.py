"""The analysis of one frame."""

from camera_ws.camera.base import Frame
from camera_ws.pictures.analysis.focus import focus_score
from camera_ws.pictures.analysis.histogram import histograms
from camera_ws.pictures.analysis.profile import is_inside, profile
from camera_ws.pictures.analysis.region import clip
from camera_ws.protocol.camera.analysis import Analysis, AnalysisArea, AnalysisRequest, FocusScore


def analyse(frame: Frame, request: AnalysisRequest) -> Analysis:
    """Every pixel as the camera delivered it: before corrections, at full depth.

    When the region lies outside the picture, as after a change of the ROI, the whole picture is analysed; the result
    names the region used. CameraError when a driver's JPEG cannot be decoded.
    """
    descriptor = frame.descriptor
    region = clip(request.region, descriptor.width, descriptor.height) if request.region else None
    pixels = frame.pixels
    if region is not None:
        pixels = pixels[region.top : region.top + region.height, region.left : region.left + region.width]
    focus = FocusScore(score=focus_score(pixels), camera=descriptor.sharpness_score) if request.focus else None
    return Analysis(
        seq=descriptor.seq,
        captured_at_us=descriptor.captured_at_us,
        bit_depth=descriptor.bit_depth,
        histogram=histograms(pixels, descriptor.bit_depth) if request.histogram else None,
        focus=focus,
        region=region,
    )


def analyse_area(frame: Frame, area: AnalysisArea) -> Analysis | None:
    """None when the area is outside the picture, as after a change of the ROI."""
    size = frame.descriptor.width, frame.descriptor.height
    if not is_area_inside(area, *size):
        return None
    request = AnalysisRequest(histogram=area.histogram, focus=area.focus, region=area.region, areas=[])
    samples = profile(frame.pixels, area.line) if area.line else None
    return analyse(frame, request).model_copy(update={"area": area.id, "profile": samples})


def is_area_inside(area: AnalysisArea, width: int, height: int) -> bool:
    """Whether a picture of this size has the line, and pixels of the region."""
    if area.line is not None and not is_inside(area.line, width, height):
        return False
    return area.region is None or clip(area.region, width, height) is not None
