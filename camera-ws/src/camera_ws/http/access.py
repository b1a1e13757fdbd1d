"""Access control of the HTTP API: checks Host, Origin and token."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from camera_ws.http.loopback import is_loopback, same_address

OPEN_PATHS = ("/health", "/docs", "/openapi.json")
OPEN_FOLDER = "/static-offline-docs/"
"""Served without a token: health checks send none, and the API description contains no camera data."""

_READS = frozenset({"GET", "HEAD"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Access:
    """token: empty to require none. allowed_hosts: further names of this machine, in lower case."""

    token: str = ""
    allowed_hosts: frozenset[str] = frozenset()

    def refusal(self, scope: Scope) -> JSONResponse | None:
        """The response that refuses the request; None to let it pass."""
        headers = Headers(scope=scope)
        return self._wrong_host(scope, headers) or _wrong_origin(scope, headers) or self._wrong_token(scope, headers)

    def _wrong_host(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        """Prevents DNS rebinding: a foreign page whose name resolves to this machine still sends its own name."""
        host = _host_of(headers.get("host", ""))
        server = scope.get("server")
        if is_loopback(host) or host in self.allowed_hosts or (server and same_address(host, server[0])):
            return None
        return _refuse(403, "host_not_allowed", f"the host {host[:200]!r} is not allowed: see CAMERA_ALLOWED_HOSTS")

    def _wrong_token(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        path = str(scope["path"])
        if not self.token or path in OPEN_PATHS or path.startswith(OPEN_FOLDER):
            return None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self.token.encode()):
            return None
        answer = _refuse(401, "unauthorized", "send the token CAMERA_API_TOKEN as Authorization: Bearer …")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


class Guard:
    """ASGI middleware: refuses requests by Access and prevents framing by other pages."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no WebSocket here: the server closes the connection without a response

        async def protect(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Frame-Options"] = "DENY"
                headers["Content-Security-Policy"] = "frame-ancestors 'none'"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        answer = self._access.refusal(scope)
        await (answer or self._app)(scope, receive, protect)


def _wrong_origin(scope: Scope, headers: Headers) -> JSONResponse | None:
    """Browsers send the origin of a request; other programs send none and pass.

    Browsers keep pages of other origins from reading responses. This keeps them from writing and from the live view.
    """
    host = headers.get("host", "")
    origin = headers.get("origin")
    if origin is not None and not _is_own(origin, host):
        return _refuse(403, "origin_not_allowed", f"the origin {origin[:200]!r} is not this service's own")
    site = headers.get("sec-fetch-site", "none")
    if site in ("none", "same-origin") or _is_navigation(scope, headers):
        return None
    return _refuse(403, "origin_not_allowed", "pages of other origins may not call this service")


def _is_navigation(scope: Scope, headers: Headers) -> bool:
    """True if a person follows a link."""
    return scope["method"] in _READS and headers.get("sec-fetch-dest") == "document"


def _is_own(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin.lower())
        port = parts.port
    except ValueError:
        return False
    default = _DEFAULT_PORTS.get(parts.scheme)
    if default is None or not parts.hostname:
        return False
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    own = host.lower()
    return own == f"{name}:{port or default}" or (port in (None, default) and own == name)


def _host_of(header: str) -> str:
    """The name or address of a Host header, without port and brackets."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _refuse(status: int, code: str, detail: str) -> JSONResponse:
    return JSONResponse({"detail": detail, "code": code}, status, {"Connection": "close"})
