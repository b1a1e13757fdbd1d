"""OME-TIFF: valid by the schema, and read by another library."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import ome_types
import pytest
import tifffile
import xmlschema
from hypothesis import given, settings
from numpy.typing import NDArray
from ome_types.model import OME

from camera_ws.encoding.masters.formats import encode_master
from camera_ws.protocol.camera.corrections import AppliedCorrections, AppliedReference
from camera_ws.protocol.camera.optics import Calibration
from camera_ws.protocol.camera.settings import PixelAddressing
from camera_ws.protocol.primitives import Person
from support.data.facts import facts_for
from support.data.pictures import frame, gradient
from support.data.words import labels, texts

OBJECTIVE = Calibration(
    objective="Plan Apo 20×", magnification=20, numerical_aperture=0.75, immersion="air", um_per_pixel=0.172
)
TEXTS: dict[str, Any] = {
    "label": "gland",
    "notes": "näher am Gefäß <&>",
    "tags": ["IHC", "größer"],
    "user": Person(id="u1", name="Ana Müller"),
    "average": 4,
}


def grey() -> NDArray[np.uint16]:
    return np.arange(64 * 48, dtype=np.uint16).reshape(48, 64)


def xml_of(pixels: NDArray[Any], bits: int, camera: dict[str, Any] | None = None, **params: Any) -> str:
    picture = frame(pixels, bits)
    facts = facts_for(picture, camera, **params).with_corrections(
        AppliedCorrections(dark=AppliedReference(taken_at_us=1, frames=16))
    )
    with tifffile.TiffFile(io.BytesIO(encode_master(picture, "ome-tiff", facts).data)) as file:
        assert file.is_ome
        assert file.series[0].kind == "ome"
        assert file.pages[0].tags["ImageDescription"].value.isascii()
        assert file.ome_metadata is not None
        return file.ome_metadata


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    """The schema 2016-06, from ome-types."""
    return xmlschema.XMLSchema(Path(ome_types.__file__).parent / "ome-2016-06.xsd")


def parsed(schema: xmlschema.XMLSchema, xml: str) -> OME:
    schema.validate(xml)
    return ome_types.from_xml(xml)


def test_has_all_facts_that_the_schema_has_a_place_for(schema: xmlschema.XMLSchema) -> None:
    ome = parsed(schema, xml_of(grey(), 12, calibration=OBJECTIVE, **TEXTS))
    image, pixels = ome.images[0], ome.images[0].pixels
    assert image.acquisition_date == datetime(2027, 1, 15, 8, 0, 0, 123000, UTC)
    assert (image.name, image.description) == ("gland", "näher am Gefäß <&>")
    assert (pixels.size_x, pixels.size_y, pixels.size_c, pixels.type.value) == (64, 48, 1, "uint16")
    assert (pixels.significant_bits, pixels.big_endian) == (12, False)
    assert (pixels.physical_size_x, pixels.physical_size_y) == (0.172, 0.172)
    assert pixels.physical_size_x_unit.value == "µm"
    plane = pixels.planes[0]
    assert (plane.exposure_time, plane.exposure_time_unit.value, plane.delta_t) == (8.0, "ms", 0)
    detector = ome.instruments[0].detectors[0]
    assert (detector.manufacturer, detector.model, detector.serial_number) == ("PixeLINK", "PL-D755CU", "1234567")
    used = pixels.channels[0].detector_settings
    assert used is not None
    assert (used.id, used.gain, used.integration) == (detector.id, 0.0, 4)
    objective = ome.instruments[0].objectives[0]
    assert (objective.model, objective.nominal_magnification, objective.lens_na) == ("Plan Apo 20×", 20, 0.75)
    assert objective.immersion is not None
    assert objective.immersion.value == "Air"
    assert image.objective_settings is not None
    assert image.objective_settings.id == objective.id
    assert ome.experimenters[0].user_name == "Ana Müller"


def test_other_facts_are_annotations_of_the_image(schema: xmlschema.XMLSchema) -> None:
    ome = parsed(schema, xml_of(grey(), 12, calibration=OBJECTIVE, **TEXTS))
    annotations = ome.structured_annotations
    assert [tag.value for tag in annotations.tag_annotations] == ["IHC", "größer"]
    values = {pair.k: pair.value for pair in annotations.map_annotations[0].value.ms}
    assert values["gainDb"] == "0.0"
    assert values["settings.exposure"] == "8.0"
    assert values["corrections.dark.frames"] == "16"
    assert values["roi.width"] == "64"
    referred = {reference.id for reference in ome.images[0].annotation_refs}
    assert referred == {note.id for note in [*annotations.tag_annotations, *annotations.map_annotations]}


def test_unknown_facts_are_absent(schema: xmlschema.XMLSchema) -> None:
    xml = xml_of(grey(), 12)
    ome = parsed(schema, xml)
    assert (ome.experimenters, ome.instruments[0].objectives) == ([], [])
    assert ome.images[0].pixels.physical_size_x is None
    assert "PhysicalSize" not in xml
    uncalibrated = Calibration(objective="5×", magnification=5)
    assert "PhysicalSize" not in xml_of(grey(), 12, calibration=uncalibrated)


def test_colour_is_one_channel_of_three_samples(schema: xmlschema.XMLSchema) -> None:
    pixels = parsed(schema, xml_of(gradient(), 8)).images[0].pixels
    assert (pixels.size_c, pixels.interleaved, pixels.type.value) == (3, True, "uint8")
    assert [channel.samples_per_pixel for channel in pixels.channels] == [3]


ADDRESSED = [
    (PixelAddressing(mode="bin", x=2, y=2), 0, "2x2", (2, 2)),
    (PixelAddressing(mode="average", x=3, y=3), 0, "Other", (3, 3)),
    (PixelAddressing(mode="decimate", x=4, y=4), 0, "Other", (4, 4)),
    (PixelAddressing(mode="decimate", x=1, y=1), 0, "1x1", (1, 1)),
    (PixelAddressing(mode="bin", x=4, y=2), 0, "Other", (4, 2)),
    (PixelAddressing(mode="bin", x=4, y=2), 90, "Other", (2, 4)),
]


@pytest.mark.parametrize(("addressing", "rotated", "binning", "factors"), ADDRESSED)
def test_the_pixel_size_depends_on_binning(
    schema: xmlschema.XMLSchema, addressing: PixelAddressing, rotated: int, binning: str, factors: tuple[int, int]
) -> None:
    camera = {"pixel_addressing": addressing, "rotate": rotated}
    pixels = parsed(schema, xml_of(grey(), 12, camera, calibration=OBJECTIVE)).images[0].pixels
    assert (pixels.physical_size_x, pixels.physical_size_y) == pytest.approx([0.172 * factor for factor in factors])
    used = pixels.channels[0].detector_settings
    assert used is not None
    assert used.binning is not None
    assert used.binning.value == binning
    one = facts_for(frame(grey(), 12), camera, calibration=OBJECTIVE).um_per_pixel
    assert one == (pytest.approx(0.172 * factors[0]) if factors[0] == factors[1] else None)


@settings(max_examples=60, deadline=None)
@given(text=labels(60), name=texts(60))
def test_any_texts_are_valid(schema: xmlschema.XMLSchema, text: str, name: str) -> None:
    params = {"label": text, "notes": text, "user": Person(id="u1", name=name)}
    if text.strip():
        params["tags"] = [text]
    schema.validate(xml_of(grey(), 12, **params))


def test_a_character_that_xml_cannot_hold_is_replaced(schema: xmlschema.XMLSchema) -> None:
    ome = parsed(schema, xml_of(grey(), 12, notes="a\x07b"))
    assert ome.images[0].description == "a�b"
