"""One frame, analysed as somebody wished."""

from camera_ws.analysis.focus import focus_score
from camera_ws.analysis.histogram import histograms
from camera_ws.analysis.region import clip
from camera_ws.camera.base import Frame
from camera_ws.protocol.analysis import Analysis, AnalysisWish, FocusScore


def analyse(frame: Frame, wish: AnalysisWish) -> Analysis:
    """Of the pixels as the camera delivered them: before corrections, at full depth, none left out.

    A region that the picture no longer covers, as after a change of the ROI, leaves the whole picture to count; the
    answer says what did. CameraError when a driver's JPEG cannot be decoded.
    """
    descriptor = frame.descriptor
    region = clip(wish.region, descriptor.width, descriptor.height) if wish.region else None
    pixels = frame.pixels
    if region is not None:
        pixels = pixels[region.top : region.top + region.height, region.left : region.left + region.width]
    focus = FocusScore(score=focus_score(pixels), camera=descriptor.sharpness_score) if wish.focus else None
    return Analysis(
        seq=descriptor.seq,
        captured_at_us=descriptor.captured_at_us,
        bit_depth=descriptor.bit_depth,
        histogram=histograms(pixels, descriptor.bit_depth) if wish.histogram else None,
        focus=focus,
        region=region,
    )
