"""Decodes files of pictures to NumPy arrays. Needs the extra `images`."""

import io
from typing import TYPE_CHECKING, Any

from eyepiece.errors import EyepieceError, MissingExtra
from eyepiece.extras import extra

if TYPE_CHECKING:
    from numpy.typing import NDArray


def decode_picture(data: bytes, what: str) -> "NDArray[Any]":
    """A JPEG, or a PNG of 8 bits or of one channel."""
    numpy = extra("numpy", "images")
    image = extra("PIL.Image", "images")
    try:
        with image.open(io.BytesIO(data)) as opened:
            picture: NDArray[Any] = numpy.asarray(opened)
            return picture
    except (OSError, ValueError, SyntaxError) as error:
        raise EyepieceError(f"{what} cannot be decoded: {error}") from error


def decode_master(data: bytes, *, format: str, bit_depth: int, channels: int, what: str) -> "NDArray[Any]":
    """The samples of a capture at full depth."""
    if format in ("tiff", "ome-tiff"):
        return _decode_tiff(data, what)
    if format == "raw":
        return _decode_npy(data, what)
    if format == "mp4":
        raise EyepieceError(f"{what} is a clip, not a picture: download it and decode it with a video library")
    if format == "png" and bit_depth > 8 and channels > 1:
        return _decode_deep_png(data, what)
    return decode_picture(data, what)


def _decode_tiff(data: bytes, what: str) -> "NDArray[Any]":
    tifffile = extra("tifffile", "images")
    try:
        picture: NDArray[Any] = tifffile.imread(io.BytesIO(data))
    except (OSError, ValueError, tifffile.TiffFileError) as error:
        raise EyepieceError(f"{what} cannot be decoded: {error}") from error
    return picture


def _decode_npy(data: bytes, what: str) -> "NDArray[Any]":
    numpy = extra("numpy", "images")
    try:
        picture: NDArray[Any] = numpy.load(io.BytesIO(data), allow_pickle=False)
    except (OSError, ValueError) as error:
        raise EyepieceError(f"{what} cannot be decoded: {error}") from error
    return picture


def _decode_deep_png(data: bytes, what: str) -> "NDArray[Any]":
    """Pillow would silently give 8 of the 16 bits."""
    numpy = extra("numpy", "images")
    try:
        cv2 = extra("cv2", "images")
    except MissingExtra as error:
        message = f"{what} is a colour PNG of 16 bits, which needs opencv-python-headless; capture it as tiff instead"
        raise MissingExtra(message) from error
    picture = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise EyepieceError(f"{what} cannot be decoded")
    colours: NDArray[Any] = picture[:, :, ::-1]
    return colours
