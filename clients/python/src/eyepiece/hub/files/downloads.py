"""Downloads that continue after a break and are compared with their digest."""

import asyncio
import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from eyepiece.errors import ConnectionFailed, DigestMismatch, EyepieceError, Refused, UnexpectedAnswer, WaitTimeout
from eyepiece.hub.files.file_lock import file_lock
from eyepiece.hub.requests import Requests
from eyepiece.wire.backoff import backoff_s

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and those that there will be."""
_WRITE_BYTES = 1024 * 1024
_ATTEMPTS = 6
"""In a row that brought nothing."""


class Download:
    """One file. `part` is the name of the incomplete file beside the target."""

    def __init__(self, requests: Requests, url: str, *, size: int, sha256: str, target: Path) -> None:
        self._requests = requests
        self._url = url
        self._size = size
        self._sha256 = sha256
        self._target = target
        # The digest in the name: a part of another capture with the same name is not continued.
        self._part = target.with_name(f".{target.name[:100]}.{sha256[:16]}.part")

    async def run(self, timeout: float, progress: Progress | None = None) -> Path:
        """A file that is whole already is not loaded again; another file of this name is not replaced."""
        try:
            if await self._is_there():
                return self._target
            self._target.parent.mkdir(parents=True, exist_ok=True)
            with file_lock(self._part.with_suffix(".lock"), str(self._target)):
                # Another program may have finished it.
                if not await self._is_there():
                    async with asyncio.timeout(timeout):
                        await self._load(progress)
                    await asyncio.to_thread(self._finish)
        except TimeoutError as error:
            raise WaitTimeout(
                f"{self._target.name} was not loaded within {timeout:g} s; the next try continues"
            ) from error
        except OSError as error:
            raise EyepieceError(f"{self._target} cannot be written: {error.strerror or error}") from error
        return self._target

    async def _is_there(self) -> bool:
        if not self._target.exists():
            return False
        if await asyncio.to_thread(_digest, self._target) == self._sha256:
            return True
        raise EyepieceError(f"{self._target} exists with other content, and is not replaced")

    async def _load(self, progress: Progress | None) -> None:
        attempt = 0
        while True:
            before = self._there()
            if before >= self._size:
                return
            try:
                await self._load_once(before, progress)
            except (ConnectionFailed, Refused) as error:
                if isinstance(error, Refused) and (error.status or 0) < 429:
                    raise
                attempt = 0 if self._there() > before else attempt + 1
                if attempt == _ATTEMPTS:
                    raise
                await asyncio.sleep(backoff_s(attempt))

    async def _load_once(self, start: int, progress: Progress | None) -> None:
        headers = {"Range": f"bytes={start}-", "If-Range": f'"{self._sha256}"'} if start else {}
        async with self._requests.stream(self._url, headers) as response:
            continues = response.status_code == 206
            if continues and not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                raise UnexpectedAnswer(f"{self._target.name}: the hub sent another range than was asked for")
            there = start if continues else 0
            reported = time.monotonic()
            waiting = bytearray()
            with self._part.open("ab" if continues else "wb") as file:
                try:
                    async for data in response.aiter_bytes():
                        there += len(data)
                        if there > self._size:
                            raise UnexpectedAnswer(f"{self._target.name} is longer than {self._size} bytes")
                        waiting += data
                        if len(waiting) >= _WRITE_BYTES:
                            ready, waiting = waiting, bytearray()
                            await asyncio.to_thread(file.write, ready)
                        if progress is not None and (there == self._size or time.monotonic() - reported > 0.2):
                            reported = time.monotonic()
                            progress(there, self._size)
                finally:
                    # After a break the next attempt continues behind these.
                    file.write(waiting)

    def _there(self) -> int:
        try:
            size = self._part.stat().st_size
        except FileNotFoundError:
            return 0
        if size > self._size:
            self._part.unlink()
            return 0
        return size

    def _finish(self) -> None:
        actual = _digest(self._part)
        if actual != self._sha256:
            self._part.unlink()
            raise DigestMismatch(f"{self._target.name} has SHA-256 {actual} instead of {self._sha256}")
        with self._part.open("rb+") as file:
            os.fsync(file.fileno())
        self._part.replace(self._target)


def check_digest(data: bytes, sha256: str, name: str) -> bytes:
    actual = hashlib.sha256(data).hexdigest()
    if actual != sha256:
        raise DigestMismatch(f"{name} has SHA-256 {actual} instead of {sha256}")
    return data


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
