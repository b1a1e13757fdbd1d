"""The connection of an RTSP camera, by which FFmpeg reaches that camera and nothing else.

FFmpeg follows redirects to any address, with the password. So it connects to a port of this machine, whose connections
lead to the camera. Answers that redirect end the connection; a location never reaches FFmpeg.
"""

import re
import socket
import ssl
import threading
from contextlib import closing, suppress
from urllib.parse import urlsplit, urlunsplit

from av.container import InputContainer

from camera_ws.camera.video.streams.av_stream import OPEN_S, AddressInput

CONNECTIONS_MAX = 4
"""FFmpeg needs one. Other programs of this machine could open more."""
_PORTS = {"rtsp": 554, "rtsps": 322}
_CHUNK_BYTES = 65_536
_HELD_BYTES_MAX = 256
_REDIRECTS = "the server redirects to another address: set the final address of the stream"

# FFmpeg leaves out carriage returns wherever they are.
_LOCATION = re.compile(rb"l\r*o\r*c\r*a\r*t\r*i\r*o\r*n\r*:", re.IGNORECASE)
_BEGUN = re.compile(rb"l(?:\r*o(?:\r*c(?:\r*a(?:\r*t(?:\r*i(?:\r*o(?:\r*n)?)?)?)?)?)?)?\r*\Z", re.IGNORECASE)
_REDIRECT = re.compile(rb"RTSP/\S*[ \t]+[+0]*3\d\d", re.IGNORECASE)


class Redirected(OSError):
    """An answer that names another address."""


class Answers:
    """What the camera answers before it plays, without locations. A word that may continue waits for the next piece."""

    def __init__(self) -> None:
        self._held = b""

    def admitted(self, data: bytes) -> bytes:
        """Redirected for an answer that redirects."""
        data = self._held + data
        if _REDIRECT.search(data.replace(b"\r", b"")):
            raise Redirected(_REDIRECTS)
        data = _LOCATION.sub(lambda found: b"x" + found.group()[1:], data)
        begun = _BEGUN.search(data)
        self._held = begun.group() if begun else b""
        if len(self._held) > _HELD_BYTES_MAX:
            raise Redirected(_REDIRECTS)
        return data[: len(data) - len(self._held)]

    def rest(self) -> bytes:
        held, self._held = self._held, b""
        return held


class RtspRelay:
    """Serves until it is closed. Every method is for any thread."""

    def __init__(self, host: str, port: int, tls: bool) -> None:
        self.problem: str | None = None
        self._camera = (host, port)
        self._tls = tls
        self._closed = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._serve, name="rtsp relay", daemon=True).start()

    def close(self) -> None:
        """Ends all connections. May be called twice."""
        with self._lock:
            self._closed = True
            connections = [self._listener, *self._open]
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        places = threading.BoundedSemaphore(CONNECTIONS_MAX)
        while True:
            places.acquire()
            try:
                reader, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(reader, places), name="rtsp relay", daemon=True).start()

    def _connect(self, reader: socket.socket, places: threading.BoundedSemaphore) -> None:
        """reader: the connection of FFmpeg. It ends once the problem is known."""
        with closing(reader):
            try:
                with closing(self._to_camera()) as camera:
                    self._relay(reader, camera)
            except OSError as error:
                self.problem = self.problem or _reason(error)
            finally:
                places.release()

    def _to_camera(self) -> socket.socket:
        camera = socket.create_connection(self._camera, OPEN_S)
        if self._tls:
            camera = _unverified().wrap_socket(camera, server_hostname=self._camera[0])
        # FFmpeg has the deadlines.
        camera.settimeout(None)
        return camera

    def _relay(self, reader: socket.socket, camera: socket.socket) -> None:
        with self._lock:
            if self._closed:
                return
            self._open |= {reader, camera}
        plays = threading.Event()
        sending = threading.Thread(
            target=_pass_requests, args=(reader, camera, plays), name="rtsp requests", daemon=True
        )
        sending.start()
        try:
            _pass_answers(camera, reader, plays)
        except OSError as error:
            self.problem = self.problem or _reason(error)
        finally:
            for connection in (reader, camera):
                _shut(connection)
            sending.join()
            with self._lock:
                self._open -= {reader, camera}


def _pass_requests(reader: socket.socket, camera: socket.socket, plays: threading.Event) -> None:
    with suppress(OSError):
        while data := reader.recv(_CHUNK_BYTES):
            # Redirects belong to the set-up of the connection, which this request ends.
            if data.startswith(b"PLAY "):
                plays.set()
            camera.sendall(data)
    _shut(camera)


def _pass_answers(camera: socket.socket, reader: socket.socket, plays: threading.Event) -> None:
    answers = Answers()
    while data := camera.recv(_CHUNK_BYTES):
        reader.sendall(answers.rest() + data if plays.is_set() else answers.admitted(data))


class RelayedInput:
    """An RTSP address as FFmpeg's input."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
        self._relay = RtspRelay(parts.hostname or "", port, tls=parts.scheme == "rtsps")
        user, at, _ = parts.netloc.rpartition("@")
        target = urlunsplit(parts._replace(scheme="rtsp", netloc=f"{user}{at}127.0.0.1:{self._relay.port}"))
        # Over TCP, a lost packet is sent again instead of leaving a damaged picture.
        self._input = AddressInput(target, "rtsp,rtp,tcp", rtsp_transport="tcp")

    def open(self, options: dict[str, str]) -> InputContainer:
        return self._input.open(options)

    def progress(self) -> None:
        return

    def problem(self) -> str | None:
        return self._relay.problem

    def abort(self) -> None:
        self._relay.close()

    def close(self) -> None:
        self._relay.close()


def _unverified() -> ssl.SSLContext:
    """Cameras make their own certificates."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _reason(error: OSError) -> str:
    """Without the address, which messages of the resolver may quote."""
    if isinstance(error, Redirected):
        return _REDIRECTS
    if isinstance(error, socket.gaierror):
        return "the name of its host is unknown"
    return "no answer in time" if isinstance(error, TimeoutError) else error.strerror or "the connection broke"
