"""The analysis of one frame."""

from camera_ws.camera.base import Frame
from camera_ws.pictures.analysis.focus import focus_score
from camera_ws.pictures.analysis.histogram import histograms
from camera_ws.pictures.analysis.region import clip
from camera_ws.protocol.camera.analysis import Analysis, AnalysisRequest, FocusScore


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
