"""EXIF (CIPA DC-008, version 2.32) for JPEG and PNG.

There is no ISO speed: the gain of an industrial camera is known in dB, but not the sensitivity that it multiplies. The
user comment holds the gain and everything else for which EXIF has no field.
"""

import json

from camera_ws import __version__
from camera_ws.encoding.masters import ifd
from camera_ws.encoding.masters.facts import Facts, moment

SOFTWARE = f"Eyepiece camera-ws {__version__}"

_IMAGE_DESCRIPTION, _MAKE, _MODEL, _SOFTWARE, _DATE_TIME, _ARTIST = 0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B
_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT, _YCBCR_POSITIONING = 0x011A, 0x011B, 0x0128, 0x0213
_XP_KEYWORDS, _EXIF_POINTER = 0x9C9E, 0x8769
_EXPOSURE_TIME, _EXIF_VERSION, _COMPONENTS, _USER_COMMENT = 0x829A, 0x9000, 0x9101, 0x9286
_TIME_ORIGINAL, _TIME_DIGITIZED, _SUBSEC_ORIGINAL, _SUBSEC_DIGITIZED = 0x9003, 0x9004, 0x9291, 0x9292
_OFFSET, _OFFSET_ORIGINAL, _OFFSET_DIGITIZED, _SUBSEC = 0x9010, 0x9011, 0x9012, 0x9290
_FLASHPIX, _COLOR_SPACE, _WIDTH, _HEIGHT = 0xA000, 0xA001, 0xA002, 0xA003
_BODY_SERIAL, _LENS_MODEL = 0xA431, 0xA434

_UNKNOWN_DPI = 72.0  # the standard's value for an unknown resolution
_UNCALIBRATED = 0xFFFF
_INCH, _CENTRED = 2, 1
_IN_OTHER_FIELDS = {"label", "notes", "tags"}


def exif(facts: Facts, width: int, height: int) -> bytes:
    """A TIFF structure, without the identifier that precedes it in JPEG."""
    return ifd.with_subdirectory(_image(facts), _EXIF_POINTER, _photo(facts, width, height))


def _image(facts: Facts) -> list[ifd.Entry]:
    params = facts.params
    texts = {
        _IMAGE_DESCRIPTION: "\n".join(part for part in (params.label, params.notes) if part),
        _MAKE: facts.maker,
        _MODEL: facts.camera.model,
        _SOFTWARE: SOFTWARE,
        _DATE_TIME: _date(facts),
        _ARTIST: params.user.name if params.user else None,
    }
    entries = [ifd.text(tag, value) for tag, value in texts.items() if value]
    if params.tags:
        entries.append(ifd.octets(_XP_KEYWORDS, (";".join(params.tags) + "\0").encode("utf-16-le")))
    return [
        *entries,
        ifd.rational(_X_RESOLUTION, _UNKNOWN_DPI),
        ifd.rational(_Y_RESOLUTION, _UNKNOWN_DPI),
        ifd.short(_RESOLUTION_UNIT, _INCH),
        ifd.short(_YCBCR_POSITIONING, _CENTRED),
    ]


def _photo(facts: Facts, width: int, height: int) -> list[ifd.Entry]:
    taken = moment(facts.descriptor.captured_at_us)
    subsec = f"{taken.microsecond:06d}"
    entries = [
        ifd.rational(_EXPOSURE_TIME, facts.descriptor.exposure_ms / 1000),
        ifd.opaque(_EXIF_VERSION, b"0232"),
        ifd.opaque(_COMPONENTS, b"\1\2\3\0"),
        ifd.opaque(_FLASHPIX, b"0100"),
        ifd.short(_COLOR_SPACE, _UNCALIBRATED),
        ifd.long(_WIDTH, width),
        ifd.long(_HEIGHT, height),
        ifd.opaque(_USER_COMMENT, b"ASCII\0\0\0" + _comment(facts)),
    ]
    entries += [ifd.text(tag, _date(facts)) for tag in (_TIME_ORIGINAL, _TIME_DIGITIZED)]
    entries += [ifd.text(tag, subsec) for tag in (_SUBSEC, _SUBSEC_ORIGINAL, _SUBSEC_DIGITIZED)]
    entries += [ifd.text(tag, "+00:00") for tag in (_OFFSET, _OFFSET_ORIGINAL, _OFFSET_DIGITIZED)]
    if facts.camera.serial:
        entries.append(ifd.text(_BODY_SERIAL, facts.camera.serial))
    if facts.params.calibration:
        entries.append(ifd.text(_LENS_MODEL, facts.params.calibration.objective))
    return entries


def _date(facts: Facts) -> str:
    return f"{moment(facts.descriptor.captured_at_us):%Y:%m:%d %H:%M:%S}"


def _comment(facts: Facts) -> bytes:
    # Without texts by people: escaped, they could exceed the size of a JPEG segment.
    rest = {name: value for name, value in facts.description().items() if name not in _IN_OTHER_FIELDS}
    return json.dumps(rest, separators=(",", ":")).encode("ascii")
