"""Refuses bodies above a limit, whether or not they announce their size."""

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
        elif _announced(scope) > BODY_MAX_BYTES:
            await _too_large()(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = 0

        async def count() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            # To the application the body ends here; what it makes of half a body is not sent.
            return message if taken <= BODY_MAX_BYTES else {"type": "http.disconnect"}

        async def pass_on(message: Message) -> None:
            if taken <= BODY_MAX_BYTES:
                await send(message)

        await self._app(scope, count, pass_on)
        if taken > BODY_MAX_BYTES:
            await _too_large()(scope, receive, send)


def _too_large() -> JSONResponse:
    return JSONResponse({"detail": f"the body is above {BODY_MAX_BYTES} bytes", "code": "too_large"}, 413)


def _announced(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0
