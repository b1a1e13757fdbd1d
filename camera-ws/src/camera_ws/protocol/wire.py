"""Base of all messages: camelCase names, no coercion, no nulls."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from camera_ws.protocol.text import check_texts

# JSON has one number type, where 8.0 is a whole number. Beyond 2^53 a JavaScript peer loses digits.
MAX_SAFE_INTEGER = 2**53 - 1


def _whole(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_SAFE_INTEGER:
        raise PydanticCustomError("int_range", "a whole number between -2^53 and 2^53")
    return value


Int = Annotated[int, BeforeValidator(_whole)]

UUID_PATTERN = (
    r"^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
    r"|00000000-0000-0000-0000-000000000000|[fF]{8}-[fF]{4}-[fF]{4}-[fF]{4}-[fF]{12})$"
)
Uuid = Annotated[str, StringConstraints(pattern=UUID_PATTERN, to_lower=True)]


class _FromPeer:
    """In pydantic's context, marks input from a peer."""


_FROM_PEER = _FromPeer()


class Wire(BaseModel):
    """A message or a part of one. Ignores unknown fields, so that peers may add fields."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        strict=True,
        extra="ignore",
        allow_inf_nan=False,
        frozen=True,
    )

    @classmethod
    def from_wire(cls, data: object) -> Self:
        """Validates input from a peer; raises pydantic's ValidationError."""
        return cls.model_validate(data, by_alias=True, by_name=False, context=_FROM_PEER)

    def to_json(self) -> dict[str, Any]:
        """For sending: camelCase names, without absent fields."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_null(cls, data: Any, info: ValidationInfo) -> Any:
        """Fields are present or absent: the protocol has no nulls. Our own code may still pass None."""
        if isinstance(data, Mapping) and isinstance(info.context, _FromPeer):
            refuse_nulls(cast("Mapping[object, object]", data))
        return cast("Any", data)

    @model_validator(mode="before")
    @classmethod
    def _check_texts(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            check_texts(cast("Mapping[object, object]", data))
        return cast("Any", data)


class StrictWire(Wire):
    """As Wire, but an unknown field is an error, so that no input of a person is ignored."""

    model_config = ConfigDict(extra="forbid")


def refuse_nulls(fields: Mapping[object, object]) -> None:
    """Raises the validation error that names the first null."""
    nulls = [str(name) for name, value in fields.items() if value is None]
    if nulls:
        raise PydanticCustomError("null", "{path} must not be null; leave it out instead", {"path": nulls[0]})
