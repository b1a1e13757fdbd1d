"""HTTP requests to the hub, with deadlines and the errors of the protocol."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from eyepiece.errors import ConnectionFailed, Refused, UnexpectedAnswer, WaitTimeout, refused
from eyepiece.hub.address import Address, Secret
from eyepiece.json_types import json_object
from eyepiece.wire.backoff import backoff_s

CONNECT_S = 10.0
"""Time to open a connection."""
READ_S = 30.0
"""Longest time in which a download may stand still."""
ANSWER_S = 30.0
"""Time for a request that waits for nothing."""
_ATTEMPTS = 4
_MAX_JSON_BYTES = 64 * 1024 * 1024
_RETRIED = ("shutting_down", "database_unavailable", "store_unavailable")


class _KeyAuth(httpx.Auth):
    def __init__(self, key: Secret) -> None:
        self._key = key

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        yield request


class Requests:
    def __init__(self, address: Address, timeout: float) -> None:
        self._address = address
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            auth=_KeyAuth(address.key),
            verify=address.tls() or True,
            follow_redirects=False,
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def json(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """A request below /api/v1. Repeats what was certainly not carried out: reads, and requests beyond a limit."""
        limit = self._timeout if timeout is None else timeout
        url = f"{self._address.url}/api/v1{path}"
        options: dict[str, Any] = {"json": body, "params": query, "headers": headers}
        # The deadline is that of asyncio.timeout, which tells it apart from a broken connection.
        options["timeout"] = httpx.Timeout(limit + CONNECT_S, connect=CONNECT_S)
        ends = time.monotonic() + limit
        try:
            async with asyncio.timeout(limit):
                for attempt in range(_ATTEMPTS):
                    try:
                        return await self._json_once(self._client.build_request(method, url, **options))
                    except (ConnectionFailed, Refused) as error:
                        wait_s = _wait_before_repeating(error, method, attempt)
                        if wait_s is None or time.monotonic() + wait_s >= ends or attempt == _ATTEMPTS - 1:
                            raise
                    await asyncio.sleep(wait_s)
        except TimeoutError as error:
            raise _late(method, path, limit) from error
        raise AssertionError("the last attempt returns or raises")

    async def _json_once(self, request: httpx.Request) -> Any:
        async with self._open(request) as response:
            return _parse(await _read(response, _MAX_JSON_BYTES), response)

    async def read(self, path: str, *, limit: int, query: Mapping[str, str] | None = None) -> bytes:
        """A small file below /api/v1."""
        url = f"{self._address.url}/api/v1{path}"
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._open(self._client.build_request("GET", url, params=query)) as answer,
            ):
                return await _read(answer, limit)
        except TimeoutError as error:
            raise _late("GET", path, self._timeout) from error

    @asynccontextmanager
    async def stream(self, path: str, headers: Mapping[str, str] | None = None) -> AsyncGenerator[httpx.Response]:
        """A file whose path the hub named. READ_S limits how long it may stand still."""
        url = urljoin(self._address.origin, path)
        if urlsplit(url)[:2] != urlsplit(self._address.origin)[:2]:
            raise UnexpectedAnswer("the hub named a file on another server")
        plain = {"Accept-Encoding": "identity", **(headers or {})}
        async with self._open(self._client.build_request("GET", url, headers=plain)) as response:
            yield response

    @asynccontextmanager
    async def _open(self, request: httpx.Request) -> AsyncGenerator[httpx.Response]:
        try:
            response = await self._client.send(request, stream=True)
            try:
                if response.status_code >= 300 and response.status_code != 304:
                    raise _refusal(await _read(response, _MAX_JSON_BYTES), response)
                yield response
            finally:
                await response.aclose()
        except httpx.ConnectTimeout as error:
            raise ConnectionFailed(f"{self._address.url} does not answer within {CONNECT_S:g} s") from error
        except httpx.TimeoutException as error:
            raise ConnectionFailed(f"{self._address.url} has stopped answering") from error
        except httpx.DecodingError as error:
            raise UnexpectedAnswer(f"{request.url.path} answers with a body that cannot be decoded") from error
        except httpx.TransportError as error:
            raise ConnectionFailed(f"{self._address.url} does not answer: {error or type(error).__name__}") from error


def _wait_before_repeating(error: ConnectionFailed | Refused, method: str, attempt: int) -> float | None:
    if isinstance(error, ConnectionFailed):
        return backoff_s(attempt) if method == "GET" else None
    if error.code == "rate_limited" or (method == "GET" and error.code in _RETRIED):
        return error.retry_after_s if error.retry_after_s is not None else backoff_s(attempt)
    return None


async def _read(response: httpx.Response, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > limit:
            raise UnexpectedAnswer(f"the answer of the hub is larger than {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _parse(body: bytes, response: httpx.Response) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError as error:
        path = response.request.url.path
        raise UnexpectedAnswer(f"{path} answers {response.status_code} without JSON: is this a hub?") from error


def _refusal(body: bytes, response: httpx.Response) -> Refused | UnexpectedAnswer:
    try:
        answer = json_object(json.loads(body))
    except ValueError:
        answer = None
    if answer is None or "code" not in answer:
        status = response.status_code
        return UnexpectedAnswer(
            f"{response.request.url.path} answers {status} {response.reason_phrase}: is this a hub?"
        )
    retry_after = response.headers.get("Retry-After", "")
    return refused(answer, response.status_code, float(retry_after) if retry_after.isdecimal() else None)


def _late(method: str, path: str, timeout: float) -> WaitTimeout:
    return WaitTimeout(f"{method} {path} got no answer within {timeout:g} s")
