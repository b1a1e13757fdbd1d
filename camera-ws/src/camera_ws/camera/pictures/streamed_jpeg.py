"""Decides whether a JPEG of a camera may be sent to viewers as it is (ITU-T T.81, annex B)."""

from dataclasses import replace

from camera_ws.camera.pictures.picture import Picture, jpeg_picture
from camera_ws.errors import CameraError

JPEG_BYTES_MAX = 16 * 1024 * 1024
SCANS_MAX = 64
"""Each scan of a progressive JPEG costs a decoder a pass over the whole picture."""

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOS, _DHT = 0xDA, 0xC4
_FRAMES = {*range(0xC0, 0xD0)} - {_DHT, 0xC8, 0xCC}
_SEQUENTIAL = {0xC0, 0xC1}


def streamed_jpeg(data: bytes, name: str) -> Picture:
    """The picture of a whole JPEG. Its JPEG is set if every browser shows it; otherwise it has to be encoded again.

    CameraError if the JPEG is cut off or exceeds a limit.
    """
    if len(data) > JPEG_BYTES_MAX:
        raise CameraError(f"{name} is a JPEG of {len(data)} bytes: at most {JPEG_BYTES_MAX}")
    whole = data.rstrip(b"\0")
    if not (whole.startswith(_SOI) and whole.endswith(_EOI)):
        raise CameraError(f"{name} is not a whole JPEG")
    scans = whole.count(bytes((0xFF, _SOS)))
    if scans > SCANS_MAX:
        raise CameraError(f"{name} is a JPEG of {scans} scans: at most {SCANS_MAX}")
    picture = jpeg_picture(whole, name)
    return picture if _every_browser_shows(whole) else replace(picture, jpeg=None)


def _every_browser_shows(jpeg: bytes) -> bool:
    """Sequential, 8 bit, grey or three channels, with its own Huffman tables: USB cameras leave these out."""
    frames = 0
    has_tables = False
    at = 2
    while at + 10 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == _SOS:
            return has_tables and frames == 1
        if marker == _DHT:
            has_tables = True
        elif marker in _FRAMES:
            frames += 1
            precision, components = jpeg[at + 4], jpeg[at + 9]
            if marker not in _SEQUENTIAL or precision != 8 or components not in (1, 3):
                return False
        at += 2 + max(2, int.from_bytes(jpeg[at + 2 : at + 4], "big"))
    return False
