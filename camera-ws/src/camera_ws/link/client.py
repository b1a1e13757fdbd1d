"""Keeps a connection to the hub: reconnects for as long as the service runs."""

import asyncio
import logging
import random
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from pydantic import ValidationError
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from camera_ws.files.hub_trust import explain, trust
from camera_ws.link.fence import FormerHome
from camera_ws.link.session import CameraFound, HubSilent, LinkParts, Session
from camera_ws.protocol.messages import CLOSE_REPLACED, CLOSE_TAKEN, LINK_MAX_TEXT_BYTES, LINK_PATH
from camera_ws.protocol.rpc import BUSY, RpcFault

log = logging.getLogger(__name__)

RETRY_FIRST_S = 0.25
RETRY_MAX_S = 10.0
REPLACED_WAIT_S = 30.0
"""Another service with this camera's id took over: reconnecting at once would make the two evict each other."""
MOVED_WAIT_S = 5.0
"""With several hubs: another one has a newer claim to this camera. The next hub gets a newer one still."""
TAKEN_WAIT_S = 15.0
"""Interval of attempts while another service uses this camera's id."""
_OPEN_TIMEOUT_S = 10.0
_CLOSE_TIMEOUT_S = 1.0


class HubLink:
    """run until cancelled."""

    def __init__(self, hub_url: str, token: str, parts: LinkParts, ca_file: Path | None = None) -> None:
        self._url = link_url(hub_url)
        self._token = token
        self._ca_file = ca_file
        self._tls = trust(ca_file) if self._url.startswith("wss:") else None
        self._parts = parts
        self._retry_s = RETRY_FIRST_S
        self._announced = False

    async def run(self) -> None:
        while True:
            reason, wait_s = await self._connect()
            self._log_loss(reason, wait_s)
            await asyncio.sleep(wait_s)

    async def _connect(self) -> tuple[str, float]:
        """One connection until its end; returns the reason and the time to wait."""
        try:
            async with connect(
                self._url,
                additional_headers={"Authorization": f"Bearer {self._token}"},
                compression=None,
                max_size=LINK_MAX_TEXT_BYTES,
                open_timeout=_OPEN_TIMEOUT_S,
                close_timeout=_CLOSE_TIMEOUT_S,
                ping_interval=None,
                proxy=None,
                ssl=self._tls,
            ) as socket:
                await Session(socket, self._with_reset()).run()
        except CameraFound:
            return "the camera was opened for the first time", 0.0
        except ConnectionClosed as error:
            return self._closed(error)
        except InvalidStatus as error:
            return f"the hub answered HTTP {error.response.status_code}", self._backoff()
        except RpcFault as error:
            return str(error), _jitter(TAKEN_WAIT_S) if error.code == BUSY else self._backoff()
        except (OSError, InvalidHandshake, TimeoutError, HubSilent, FormerHome, ValidationError) as error:
            reason = explain(error, has_ca=self._ca_file is not None)
            return reason or str(error) or type(error).__name__, self._backoff()
        raise AssertionError("a session ends by an exception")

    def _with_reset(self) -> LinkParts:
        def on_welcome() -> None:
            log.info("connected to the hub", extra={"hub": self._url})
            self._announced = False
            self._retry_s = RETRY_FIRST_S
            self._parts.on_welcome()

        return replace(self._parts, on_welcome=on_welcome)

    def _closed(self, error: ConnectionClosed) -> tuple[str, float]:
        code = error.rcvd.code if error.rcvd else None
        if code == CLOSE_REPLACED and self._parts.fence.highest is not None:
            return "another hub became the camera's home", _jitter(MOVED_WAIT_S)
        if code == CLOSE_REPLACED:
            return "another camera service with the same id took over", REPLACED_WAIT_S
        if code == CLOSE_TAKEN:
            return "another camera service has the same id", _jitter(TAKEN_WAIT_S)
        return str(error), self._backoff()

    def _backoff(self) -> float:
        wait_s = _jitter(self._retry_s)
        self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)
        return wait_s

    def _log_loss(self, reason: str, wait_s: float) -> None:
        # Warn only once: a hub that is down for a night must not fill the log.
        level = logging.DEBUG if self._announced else logging.WARNING
        log.log(level, "no link to the hub", extra={"hub": self._url, "reason": reason, "retry_in_s": round(wait_s, 2)})
        self._announced = True


def _jitter(seconds: float) -> float:
    return seconds * random.uniform(0.75, 1.25)


def link_url(hub_url: str) -> str:
    """http://host → ws://host/ingest/v1; https → wss. A path of the hub is kept."""
    parts = urlsplit(hub_url)
    scheme = "wss" if parts.scheme in ("https", "wss") else "ws"
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + LINK_PATH, "", ""))
