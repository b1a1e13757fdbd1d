"""A capture of the library with its file, and the search for captures."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eyepiece.blocking.loop import LoopThread
from eyepiece.hub.capture import DOWNLOAD_S, AsyncCapture
from eyepiece.hub.downloads import Progress
from eyepiece.hub.search import AsyncCaptures
from eyepiece.values.capture import CaptureFields

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray


class Capture(CaptureFields):
    def __init__(self, loop: LoopThread, capture: AsyncCapture) -> None:
        super().__init__(capture.data)
        self._loop = loop
        self._capture = capture

    def read(self, timeout: float = DOWNLOAD_S) -> bytes:
        """The file, compared with its digest."""
        return self._loop.run(self._capture.read(timeout))

    def array(self, timeout: float = DOWNLOAD_S) -> "NDArray[Any]":
        """The samples at full depth: (height, width), or (height, width, 3) for colours."""
        return self._loop.run(self._capture.array(timeout))

    def download(
        self,
        folder: str | os.PathLike[str] = ".",
        *,
        tree: bool = False,
        timeout: float = DOWNLOAD_S,
        progress: Progress | None = None,
    ) -> Path:
        """Stores the file in a folder, with the folders of its name if `tree`. Continues an earlier download."""
        return self._loop.run(self._capture.download(folder, tree=tree, timeout=timeout, progress=progress))


class Captures:
    """Loads a page when it is needed. Each loop begins with the newest capture again."""

    def __init__(self, loop: LoopThread, captures: AsyncCaptures) -> None:
        self._loop = loop
        self._captures = captures

    def __iter__(self) -> Iterator[Capture]:
        for capture in self._loop.iterate(aiter(self._captures)):
            yield Capture(self._loop, capture)

    def count(self) -> int:
        """The number of captures that match the filter. The limit does not apply."""
        return self._loop.run(self._captures.count())

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

    def to_pandas(self) -> "pandas.DataFrame":
        """One row for each capture. Needs the extra `pandas`."""
        return self._loop.run(self._captures.to_pandas())
