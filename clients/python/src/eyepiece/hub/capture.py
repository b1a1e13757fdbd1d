"""A capture of the library with its file."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eyepiece.errors import ConnectionFailed, UnexpectedAnswer, WaitTimeout
from eyepiece.hub.files.downloads import Download, Progress, check_digest
from eyepiece.hub.session import Session, positive
from eyepiece.values.capture import CaptureFields
from eyepiece.wire.backoff import backoff_s
from eyepiece.wire.pictures import decode_master

if TYPE_CHECKING:
    from numpy.typing import NDArray

DOWNLOAD_S = 600.0
_ATTEMPTS = 4


class AsyncCapture(CaptureFields):
    def __init__(self, session: Session, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self._session = session

    async def read(self, timeout: float = DOWNLOAD_S) -> bytes:
        """The file, compared with its digest."""
        try:
            async with asyncio.timeout(positive("timeout", timeout)):
                for attempt in range(_ATTEMPTS):
                    try:
                        return check_digest(await self._load(), self.sha256, self.name)
                    except ConnectionFailed:
                        if attempt == _ATTEMPTS - 1:
                            raise
                    await asyncio.sleep(backoff_s(attempt))
        except TimeoutError as error:
            raise WaitTimeout(f"{self.name} was not loaded within {timeout:g} s") from error
        raise AssertionError("the last attempt returns or raises")

    async def array(self, timeout: float = DOWNLOAD_S) -> "NDArray[Any]":
        """The samples at full depth: (height, width), or (height, width, 3) for colours."""
        data = await self.read(timeout)
        return await asyncio.to_thread(
            decode_master,
            data,
            format=self.format,
            bit_depth=self.bit_depth,
            channels=self.channels,
            what=self.name,
        )

    async def download(
        self,
        folder: str | os.PathLike[str] = ".",
        *,
        tree: bool = False,
        timeout: float = DOWNLOAD_S,
        progress: Progress | None = None,
    ) -> Path:
        """Stores the file in a folder, with the folders of its name if `tree`. Continues an earlier download."""
        path = self.file_path
        download = Download(
            self._session.requests,
            self._url,
            size=self.size_bytes,
            sha256=self.sha256,
            target=Path(folder) / (path if tree else path.name),
        )
        return await download.run(positive("timeout", timeout), progress)

    async def _load(self) -> bytes:
        data = bytearray()
        async with self._session.requests.stream(self._url) as response:
            async for part in response.aiter_bytes():
                data += part
                if len(data) > self.size_bytes:
                    raise UnexpectedAnswer(f"{self.name} is longer than {self.size_bytes} bytes")
        return bytes(data)

    @property
    def _url(self) -> str:
        return self._text("url")
