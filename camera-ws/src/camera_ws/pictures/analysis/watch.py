"""Analyses the newest frame while the hub requests it, at a limited rate."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraError
from camera_ws.pictures.analysis.analyse import analyse, analyse_area, is_area_inside
from camera_ws.pictures.analysis.region import check_region, picture_size
from camera_ws.pictures.frame_watch import FrameWatch
from camera_ws.protocol.camera.analysis import ANALYSIS_MAX_HZ, Analysis, AnalysisRequest

log = logging.getLogger(__name__)

_SHARE_MAX = 0.25
"""Of the time of one core: many or large areas are analysed less often instead."""


class AnalysisWatch:
    """Analyses frames on its own thread. Create it on the event loop.

    on_result is called on the event loop. close may be called twice.
    """

    def __init__(self, acquisition: Acquisition, on_result: Callable[[Analysis], None]) -> None:
        self._acquisition = acquisition
        self._on_result = on_result
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="analysis")
        self._watch = FrameWatch(acquisition, "analysis")

    def request(self, request: AnalysisRequest) -> list[str]:
        """Replaces the last request; an empty one stops. SettingRejected for a region outside the picture.

        Returns the ids of the areas outside the picture. They are analysed as soon as the picture contains them.
        """
        camera = self._acquisition.current.camera
        if request.region is not None and camera is not None:
            check_region(request.region, camera.settings)
        if request.histogram or request.focus or request.areas:
            self._watch.start(lambda frame: self._analyse(frame, request), lambda: 1 / ANALYSIS_MAX_HZ)
        else:
            self._watch.stop()
        if camera is None:
            return []
        size = picture_size(camera.settings)
        return [area.id for area in request.areas if not is_area_inside(area, *size)]

    def stop(self) -> None:
        """Cancels the request."""
        self._watch.stop()

    async def close(self) -> None:
        await self._watch.close()
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    async def _analyse(self, frame: Frame, request: AnalysisRequest) -> None:
        try:
            results = await asyncio.get_running_loop().run_in_executor(self._thread, self._analyse_all, frame, request)
        except CameraError as error:
            log.warning("frame not analysed", extra={"seq": frame.descriptor.seq, "reason": str(error)})
        else:
            for result in results:
                self._on_result(result)

    def _analyse_all(self, frame: Frame, request: AnalysisRequest) -> list[Analysis]:
        started_s = time.monotonic()
        results = [analyse(frame, request)] if request.histogram or request.focus else []
        results += [result for area in request.areas if (result := analyse_area(frame, area)) is not None]
        # Here and not where it is awaited: the next request cancels the waiting, but not the work.
        self._watch.rest_until(started_s + (time.monotonic() - started_s) / _SHARE_MAX)
        return results
