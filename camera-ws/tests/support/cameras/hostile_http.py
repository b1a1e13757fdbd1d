"""What a broken or hostile HTTP server answers in place of video."""

import struct

from support.video_server import PICTURES, Answer, HttpHandler

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"


def answers_nothing(handler: HttpHandler) -> None:
    handler.pause(None)


def answers_headers_without_end(handler: HttpHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while handler.pause(0):
        handler.wfile.write(b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")


def answers_one_header_byte_at_a_time(handler: HttpHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Filler: ")
    while handler.pause():
        handler.wfile.write(b"a")


def answers_a_picture_without_end(handler: HttpHandler) -> None:
    handler.begin()
    handler.wfile.write(b"--part\r\nContent-Type: image/jpeg\r\n\r\n" + PICTURES[0][:-2])
    while handler.pause(0):
        handler.wfile.write(b"a" * 65_536)


def answers_a_picture_of_two_gigabytes(handler: HttpHandler) -> None:
    handler.begin()
    handler.wfile.write(b"--part\r\nContent-Type: image/jpeg\r\nContent-Length: 2147483647\r\n\r\n" + PICTURES[0])
    while handler.pause(0):
        handler.wfile.write(b"a" * 65_536)


def answers_part_headers_without_end(handler: HttpHandler) -> None:
    handler.begin()
    handler.wfile.write(b"--part\r\nContent-Type: image/jpeg\r\n")
    while handler.pause(0):
        handler.wfile.write(b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 100)


def answers_no_pictures(handler: HttpHandler) -> None:
    handler.begin()
    while handler.pause():
        handler.part(b"x" * 1000)


def answers_a_bomb(handler: HttpHandler) -> None:
    """A small JPEG whose header says 65500 × 65500 px."""
    at = PICTURES[0].index(b"\xff\xc0") + 5
    bomb = PICTURES[0][:at] + struct.pack(">HH", 65_500, 65_500) + PICTURES[0][at + 4 :]
    handler.begin()
    while handler.pause():
        handler.part(bomb)


def answers_many_scans(handler: HttpHandler) -> None:
    at = PICTURES[0].index(b"\xff\xda")
    handler.begin()
    while handler.pause():
        handler.part(PICTURES[0][:-2] + PICTURES[0][at:-2] * 100 + b"\xff\xd9")


def answers_garbage_after_its_headers(handler: HttpHandler) -> None:
    handler.begin("application/octet-stream")
    while handler.pause(0):
        handler.wfile.write(b"\x47\x00" * 4096)


def redirects_to(location: str) -> Answer:
    def answer(handler: HttpHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", location)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def answers_text(handler: HttpHandler) -> None:
    handler.begin("text/html")
    handler.wfile.write(b"<html>")


def answers_playlist(handler: HttpHandler) -> None:
    handler.begin("application/vnd.apple.mpegurl")
    handler.wfile.write(PLAYLIST)


def asks_for_a_password(handler: HttpHandler) -> None:
    handler.send_response(401)
    handler.send_header("WWW-Authenticate", 'Basic realm="cam"')
    handler.send_header("Content-Length", "0")
    handler.end_headers()
