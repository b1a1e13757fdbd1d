"""A capture of the library with its file, and the search for captures."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from eyepiece.blocking.face import Face, blocking
from eyepiece.blocking.loop import LoopThread
from eyepiece.hub.capture import DOWNLOAD_S, AsyncCapture
from eyepiece.hub.search import AsyncCaptures
from eyepiece.values.capture import CaptureFields


class Capture(CaptureFields, Face[AsyncCapture]):
    def __init__(self, loop: LoopThread, capture: AsyncCapture) -> None:
        CaptureFields.__init__(self, capture.data)
        Face.__init__(self, loop, capture)

    read = blocking(AsyncCapture.read)
    array = blocking(AsyncCapture.array)
    download = blocking(AsyncCapture.download)


class Captures(Face[AsyncCaptures]):
    """Loads a page when it is needed. Each loop begins with the newest capture again."""

    def __iter__(self) -> Iterator[Capture]:
        for capture in self._loop.iterate(aiter(self._inner)):
            yield Capture(self._loop, capture)

    count = blocking(AsyncCaptures.count)

    def download(
        self,
        folder: str | os.PathLike[str] = ".",
        *,
        timeout: float = DOWNLOAD_S,
        done: Callable[[Capture, Path], None] | None = None,
    ) -> list[Path]:
        """Stores all files with the folders of their names. Files that are whole are not loaded again."""
        paths: list[Path] = []
        for capture in self:
            path = capture.download(folder, tree=True, timeout=timeout)
            paths.append(path)
            if done is not None:
                done(capture, path)
        return paths

    to_pandas = blocking(AsyncCaptures.to_pandas)
