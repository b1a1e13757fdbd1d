"""Captures of the library that a filter selects, newest first."""

import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eyepiece.errors import EyepieceError
from eyepiece.extras import extra
from eyepiece.hub.capture import DOWNLOAD_S, AsyncCapture
from eyepiece.hub.session import Session
from eyepiece.values.capture import table_row
from eyepiece.values.filters import filter_to_wire
from eyepiece.values.record import mapping, records

if TYPE_CHECKING:
    import pandas

_PAGE = 200


class AsyncCaptures:
    """Loads a page when it is needed. Each loop begins with the newest capture again."""

    def __init__(self, session: Session, limit: int | None, given: Mapping[str, Any]) -> None:
        if limit is not None and limit < 1:
            raise EyepieceError(f"limit must be 1 or more, not {limit}")
        self._session = session
        self._limit = limit
        self._query = filter_to_wire(given)

    async def __aiter__(self) -> AsyncIterator[AsyncCapture]:
        left = self._limit
        cursor: str | None = None
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            query = {**self._query, "limit": str(size), **({"cursor": cursor} if cursor else {})}
            page = mapping(await self._session.requests.json("GET", "/captures", query=query), "the list of captures")
            captures = records(page.get("captures"), "the list of captures")
            for data in captures:
                yield AsyncCapture(self._session, data)
            cursor = page.get("nextCursor")
            if not cursor or not captures:
                return
            if left is not None:
                left -= len(captures)

    async def count(self) -> int:
        """The number of captures that match the filter. The limit does not apply."""
        query = {**self._query, "limit": "1"}
        page = mapping(await self._session.requests.json("GET", "/captures", query=query), "the list of captures")
        return int(page.get("total", 0))

    async def download(
        self,
        folder: str | os.PathLike[str] = ".",
        *,
        timeout: float = DOWNLOAD_S,
        done: Callable[[AsyncCapture, Path], None] | None = None,
    ) -> list[Path]:
        """Stores all files with the folders of their names. Files that are whole are not loaded again."""
        paths: list[Path] = []
        async for capture in self:
            path = await capture.download(folder, tree=True, timeout=timeout)
            paths.append(path)
            if done is not None:
                done(capture, path)
        return paths

    async def to_pandas(self) -> "pandas.DataFrame":
        """One row for each capture. Needs the extra `pandas`."""
        pandas_module = extra("pandas", "pandas")
        rows = [table_row(dict(capture.data)) async for capture in self]
        table = pandas_module.DataFrame([{_snake(name): value for name, value in row.items()} for row in rows])
        for name in ("captured_at", "created_at", "deleted_at"):
            if name in table:
                table[name] = pandas_module.to_datetime(table[name], utc=True)
        return table


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
