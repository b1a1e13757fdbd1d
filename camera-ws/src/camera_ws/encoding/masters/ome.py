"""OME-XML of one picture, schema 2016-06 (openmicroscopy.org/Schemas/OME/2016-06)."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from camera_ws.camera.base import Pixels
from camera_ws.encoding.masters.exif import SOFTWARE
from camera_ws.encoding.masters.facts import Facts, timestamp

_NAMESPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"
_SCHEMA = f"{_NAMESPACE} {_NAMESPACE}/ome.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_KEYS = "eyepiece/capture"

_BINNINGS = {"1x1", "2x2", "4x4", "8x8"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def ome_xml(pixels: Pixels, bit_depth: int, facts: Facts) -> bytes:
    """ASCII; other characters are escaped, because some readers take TIFF descriptions for ASCII.

    The order of elements is that of the schema. Facts without a place in OME go into a map annotation.
    """
    root = ET.Element("OME", {"xmlns": _NAMESPACE, "xmlns:xsi": _XSI, "xsi:schemaLocation": _SCHEMA})
    root.set("Creator", SOFTWARE)
    if facts.params.user:
        _add(root, "Experimenter", ID="Experimenter:0", UserName=facts.params.user.name)
    _add_instrument(root, facts)
    image = _add_image(root, facts)
    _add_pixels(image, pixels, bit_depth, facts)
    _add_annotations(root, image, facts)
    return b'<?xml version="1.0" encoding="UTF-8"?>' + ET.tostring(root, encoding="us-ascii")


def _add_instrument(root: ET.Element, facts: Facts) -> None:
    instrument = _add(root, "Instrument", ID="Instrument:0")
    camera = facts.camera
    _add(
        instrument,
        "Detector",
        ID="Detector:0:0",
        Manufacturer=facts.maker,
        Model=camera.model,
        SerialNumber=camera.serial,
    )
    calibration = facts.params.calibration
    if calibration is not None:
        _add(
            instrument,
            "Objective",
            ID="Objective:0:0",
            Model=calibration.objective,
            NominalMagnification=calibration.magnification,
            LensNA=calibration.numerical_aperture,
            Immersion=calibration.immersion and calibration.immersion.capitalize(),
        )


def _add_image(root: ET.Element, facts: Facts) -> ET.Element:
    image = _add(root, "Image", ID="Image:0", Name=facts.params.label or facts.identity.name)
    _add(image, "AcquisitionDate").text = timestamp(facts.descriptor.captured_at_us)
    if facts.params.user:
        _add(image, "ExperimenterRef", ID="Experimenter:0")
    if facts.params.notes:
        _add(image, "Description").text = _xml_text(facts.params.notes)
    _add(image, "InstrumentRef", ID="Instrument:0")
    calibration = facts.params.calibration
    if calibration is not None:
        _add(image, "ObjectiveSettings", ID="Objective:0:0", Medium=_medium(calibration.immersion))
    return image


def _add_pixels(image: ET.Element, pixels: Pixels, bit_depth: int, facts: Facts) -> None:
    samples = 3 if pixels.ndim == 3 else 1
    element = _add(
        image,
        "Pixels",
        ID="Pixels:0",
        DimensionOrder="XYCZT",
        Type=str(pixels.dtype),
        SignificantBits=bit_depth,
        Interleaved="true" if samples == 3 else None,
        BigEndian="false",
        SizeX=pixels.shape[1],
        SizeY=pixels.shape[0],
        SizeZ=1,
        SizeC=samples,
        SizeT=1,
        **_physical_size(facts),
    )
    channel = _add(element, "Channel", ID="Channel:0:0", SamplesPerPixel=samples)
    _add(
        channel,
        "DetectorSettings",
        ID="Detector:0:0",
        Gain=facts.descriptor.gain_db,
        Binning=_binning(facts),
        Integration=facts.params.average,
    )
    _add(element, "TiffData", IFD=0, PlaneCount=1)
    _add(
        element,
        "Plane",
        TheZ=0,
        TheT=0,
        TheC=0,
        DeltaT=0,
        DeltaTUnit="s",
        ExposureTime=facts.descriptor.exposure_ms,
        ExposureTimeUnit="ms",
    )


def _add_annotations(root: ET.Element, image: ET.Element, facts: Facts) -> None:
    structured = _add(root, "StructuredAnnotations")
    tags = facts.params.tags or []
    for index, tag in enumerate(tags):
        _add(_add(structured, "TagAnnotation", ID=f"Annotation:{index}"), "Value").text = _xml_text(tag)
    rest = _add(structured, "MapAnnotation", ID=f"Annotation:{len(tags)}", Namespace=_KEYS)
    value = _add(rest, "Value")
    for name, part in _flat("", {**facts.description(), "settings": facts.settings.to_json()}):
        _add(value, "M", K=name).text = _xml_text(part)
    for index in range(len(tags) + 1):
        _add(image, "AnnotationRef", ID=f"Annotation:{index}")


def _physical_size(facts: Facts) -> dict[str, Any]:
    size = facts.pixel_size_um
    if size is None:
        return {}
    return {
        "PhysicalSizeX": size[0],
        "PhysicalSizeXUnit": "µm",
        "PhysicalSizeY": size[1],
        "PhysicalSizeYUnit": "µm",
    }


def _binning(facts: Facts) -> str | None:
    addressing = facts.settings.pixel_addressing
    if addressing is None:
        return None
    if addressing.mode not in ("bin", "average"):
        # Decimation and resampling skip samples; binning adds them up.
        return "1x1" if addressing.x == addressing.y == 1 else "Other"
    name = f"{addressing.x}x{addressing.y}"
    return name if name in _BINNINGS else "Other"


def _medium(immersion: str | None) -> str | None:
    return immersion and immersion.capitalize()


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _flat(f"{prefix}.{name}" if prefix else str(name), part)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        yield prefix, ", ".join(str(part) for part in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    else:
        yield prefix, str(value)


def _add(parent: ET.Element, name: str, **attributes: Any) -> ET.Element:
    """Skips attributes that are None or empty."""
    present = {key: _xml_text(str(value)) for key, value in attributes.items() if value is not None and value != ""}
    return ET.SubElement(parent, name, present)


def _xml_text(text: str) -> str:
    """Replaces characters that XML cannot hold, such as control characters, by U+FFFD."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
