"""Refuses bodies above a limit, with or without a Content-Length."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_MAX_BYTES = 64 * 1024


class BodyLimit:
    """ASGI middleware: 413 above BODY_MAX_BYTES."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _content_length(scope) > BODY_MAX_BYTES:
            await _too_large()(scope, receive, send)
        else:
            await self._limited(scope, receive, send)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            # The application sees a disconnect; its response to the incomplete body is dropped.
            return message if received <= BODY_MAX_BYTES else {"type": "http.disconnect"}

        async def pass_on(message: Message) -> None:
            if received <= BODY_MAX_BYTES:
                await send(message)

        await self._app(scope, count, pass_on)
        if received > BODY_MAX_BYTES:
            await _too_large()(scope, receive, send)


def _too_large() -> JSONResponse:
    return JSONResponse({"detail": f"the body is above {BODY_MAX_BYTES} bytes", "code": "too_large"}, 413)


def _content_length(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0
