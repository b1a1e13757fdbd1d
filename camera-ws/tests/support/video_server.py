"""HTTP and RTSP servers of video, well behaved and hostile."""

import io
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar, cast

import av
from av.video.stream import VideoStream

from support.data.pictures import gradient, jpeg

PERIOD_S = 0.02
"""Between two pictures of a server."""
PICTURES = [jpeg(gradient(phase=40 * index)) for index in range(3)]

TS_BYTES = 188
"""Of a packet of MPEG-TS."""
S = TypeVar("S", "HttpServer", "RtspServer")
Answer = Callable[["HttpHandler"], None]


class HttpHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = cast("HttpServer", self.server)
        self.close_connection = True
        server.asked.append(self.headers.get("Authorization", ""))
        with suppress(OSError):
            server.answer(self)

    def log_message(self, *_: object) -> None:
        """Nothing: requests are not news."""

    def pause(self, seconds: float | None = PERIOD_S) -> bool:
        """False when the server closes; None waits for that."""
        return not cast("HttpServer", self.server).closing.wait(seconds)

    def begin(self, content_type: str = "multipart/x-mixed-replace; boundary=part", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Connection", "close")
        self.end_headers()

    def part(self, data: bytes, with_length: bool = True) -> None:
        length = f"Content-Length: {len(data)}\r\n" if with_length else ""
        self.wfile.write(f"--part\r\nContent-Type: image/jpeg\r\n{length}\r\n".encode() + data + b"\r\n")


class HttpServer(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, answer: Answer, port: int = 0) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", port), HttpHandler)


def send_pictures(handler: HttpHandler) -> None:
    handler.begin()
    index = 0
    while handler.pause():
        handler.part(PICTURES[index % len(PICTURES)])
        index += 1


@contextmanager
def serving_video(answer: Answer = send_pictures, port: int = 0) -> Iterator[HttpServer]:
    with _running(HttpServer(answer, port)) as server:
        yield server


class RtspHandler(socketserver.StreamRequestHandler):
    """MPEG-TS over RTP in the connection of RTSP (RFC 2326, 10.12): what a client that asks for TCP gets."""

    def handle(self) -> None:
        with suppress(OSError):
            while (request := self._request()) is not None:
                method, number = request
                self._answer(method, number)
                if method == "PLAY":
                    self._play()
                    return

    def _request(self) -> tuple[str, str] | None:
        lines: list[str] = []
        while (line := self.rfile.readline(4096).decode()).strip():
            lines.append(line.strip())
        if not lines:
            return None
        number = next(line.partition(":")[2].strip() for line in lines if line.lower().startswith("cseq"))
        return lines[0].split()[0], number

    def _answer(self, method: str, number: str) -> None:
        body = ""
        if method == "DESCRIBE":
            body = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 0 RTP/AVP 33\r\na=control:track\r\n"
        headers = {
            "CSeq": number,
            "Session": "1",
            "Transport": "RTP/AVP/TCP;unicast;interleaved=0-1",
            "Content-Type": "application/sdp",
            "Content-Length": str(len(body)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.wfile.write(f"RTSP/1.0 200 OK\r\n{lines}\r\n{body}".encode())

    def _play(self) -> None:
        """Over and over, so that the times go back at each new round."""
        server = cast("RtspServer", self.server)
        self._sequence = 0
        while True:
            for data in transport_stream():
                self._send(data)
                if server.closing.wait(PERIOD_S):
                    return
            if server.picture_bytes:
                for data in picture_without_end(server.picture_bytes):
                    self._send(data)
                return

    def _send(self, data: bytes) -> None:
        for at in range(0, len(data), 7 * TS_BYTES):
            payload = data[at : at + 7 * TS_BYTES]
            packet = struct.pack(">BBHII", 0x80, 33, self._sequence & 0xFFFF, 0, 1) + payload
            self.wfile.write(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
            self._sequence += 1


class RtspServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False

    def __init__(self, port: int = 0, picture_bytes: int = 0) -> None:
        """picture_bytes: after the first round, sends a picture of this size without its end, and closes."""
        self.closing = threading.Event()
        self.picture_bytes = picture_bytes
        super().__init__(("127.0.0.1", port), RtspHandler)


@contextmanager
def serving_rtsp(port: int = 0, picture_bytes: int = 0) -> Iterator[RtspServer]:
    with _running(RtspServer(port, picture_bytes)) as server:
        yield server


@contextmanager
def _running(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="video server")
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


@cache
def transport_stream(count: int = 30) -> list[bytes]:
    """H.264 in MPEG-TS, one piece for each frame."""
    file = io.BytesIO()
    pieces: list[bytes] = []
    with av.open(file, "w", format="mpegts", options={"flush_packets": "1"}) as container:
        for packet in encoded(container.add_stream("libx264", rate=25), count):
            container.mux(packet)
            pieces.append(file.getvalue())
            file.seek(0)
            file.truncate()
    pieces.append(file.getvalue())
    return [piece for piece in pieces if piece]


def picture_without_end(count: int) -> Iterator[bytes]:
    """Packets of MPEG-TS that continue one picture for so many bytes, in pieces of seven."""
    pid, payload_bytes = 0x100, TS_BYTES - 4
    first = b"\0\0\1\xe0\0\0\x80\0\0" + b"\0\0\0\1\x65"
    for piece in range(0, count // payload_bytes, 7):
        packets = bytearray()
        for number in range(piece, piece + 7):
            start = first if number == 0 else b""
            header = struct.pack(">BHB", 0x47, pid | (0x4000 if number == 0 else 0), 0x10 | number & 0xF)
            packets += header + start + b"\xaa" * (payload_bytes - len(start))
        yield bytes(packets)


def encoded(stream: VideoStream, count: int, width: int = 160, height: int = 120) -> Iterator[av.Packet]:
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.codec_context.options = {"tune": "zerolatency", "g": "10"}
    for index in range(count):
        yield from stream.encode(av.VideoFrame.from_ndarray(gradient(width, height, 10 * index), format="rgb24"))
    yield from stream.encode(None)


def film(path: Path, count: int = 5) -> Path:
    """Writes a video file of pictures that `encoded` makes. Returns its path."""
    with av.open(str(path), "w") as container:
        for packet in encoded(container.add_stream("libx264", rate=25), count):
            container.mux(packet)
    return path
