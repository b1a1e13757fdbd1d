"""Refuses bodies above a limit, whether or not they announce their size."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_MAX_BYTES = 64 * 1024


class _BodyTooLargeError(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 above BODY_MAX_BYTES."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > BODY_MAX_BYTES:
                raise _BodyTooLargeError
            return message

        try:
            if _announced(scope) > BODY_MAX_BYTES:
                raise _BodyTooLargeError
            await self._app(scope, counted, send)
        except _BodyTooLargeError:
            answer = JSONResponse({"detail": f"the body is above {BODY_MAX_BYTES} bytes", "code": "too_large"}, 413)
            await answer(scope, receive, send)


def _announced(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0
