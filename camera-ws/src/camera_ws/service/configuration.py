"""The service's configuration: the only reader of the environment. Each variable is documented in the README."""

import os
import re
import ssl
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from camera_ws.camera.simulator.features import DEFAULT_FPS, DEFAULT_SIZE, RATE_MAX_FPS, SensorSize
from camera_ws.camera.video.address import Address, parse_address
from camera_ws.files.hub_trust import trust
from camera_ws.http.loopback import is_loopback
from camera_ws.protocol.primitives import CAMERA_ID_PATTERN, Name, not_windows_device

Driver = Literal["auto", "simulated", "replay", "pixelink", "video", "micromanager"]
WRONG_CONFIGURATION = 2
_SECRET = ("CAMERA_TOKEN", "CAMERA_API_TOKEN", "VIDEO_SOURCE")
_SIDES_PX = range(64, 2049, 8)
"""Width and height of the simulator's sensor: steps of the region of interest, within the specimen."""
_VIDEO_SIDES_PX = range(10, 16_385)


_Kbps = Annotated[int, Field(ge=64, le=100_000)]
_VideoWidth = Annotated[int, Field(ge=64, le=4096)]


class Settings(BaseSettings):
    """From environment variables of the same names in capitals. An empty variable means its default, except HUB_URL."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    hub_url: str = "http://127.0.0.1:3000"
    hub_ca: Path | None = None
    camera_token: str = ""
    camera_id: str = "camera-1"
    camera_name: Name = "Camera 1"
    camera_driver: Driver = "auto"
    camera_fallback: Literal["", "simulated", "replay"] = ""
    camera_choice: Literal["on", "off"] = "off"
    replay_folder: Path | None = None
    camera_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    camera_port: Annotated[int, Field(ge=0, le=65535)] = 8001
    camera_api_token: str = ""
    camera_allowed_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    camera_data_dir: Annotated[Path | None, NoDecode] = None
    camera_restore_settings: bool = True
    camera_serial: Annotated[int | None, Field(ge=1, le=2**32 - 1)] = None
    replay_source: Path | None = None
    replay_fps: Annotated[float, Field(gt=0, le=240)] = 30.0
    video_source: Annotated[Address | None, NoDecode] = None
    video_size: Annotated[tuple[int, int] | None, NoDecode] = None
    micromanager_config: Path | None = None
    micromanager_folder: Path | None = None
    simulator_seed: Annotated[int, Field(ge=0, le=999_999)] = 1
    simulator_fps: Annotated[float, Field(ge=1, le=RATE_MAX_FPS)] = DEFAULT_FPS
    simulator_size: Annotated[SensorSize, NoDecode] = DEFAULT_SIZE
    analysis_step: Path | None = None
    analysis_timeout: Annotated[float, Field(ge=0.1, le=60)] = 5.0
    analysis_memory_mb: Annotated[int, Field(ge=256, le=1_048_576)] = 2048
    jpeg_quality: Annotated[int, Field(ge=1, le=100)] = 80
    rewind_mb: Annotated[int, Field(ge=0, le=65_536)] = 256
    rewind_always: Literal["on", "off"] = "off"
    camera_video: Literal["on", "off"] = "on"
    video_sharp_kbps: _Kbps = 3000
    video_lean_kbps: _Kbps = 950
    video_thin_kbps: _Kbps = 500
    video_width: _VideoWidth = 1280
    video_thin_width: _VideoWidth = 640
    video_fps: Annotated[float, Field(ge=1, le=120)] = 30.0
    camera_samples: Literal["on", "off"] = "on"
    samples_fps: Annotated[float, Field(ge=1, le=60)] = 15.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    eyepiece_supervised: bool = False

    @property
    def data_dir(self) -> Path:
        return self.camera_data_dir or Path("data") / self.camera_id

    @field_validator("camera_id")
    @classmethod
    def _check_id(cls, value: str) -> str:
        if not re.fullmatch(CAMERA_ID_PATTERN, value):
            raise ValueError("must be 1 to 64 of a-z, 0-9, - and _, beginning with a letter or digit")
        return not_windows_device(value)

    @field_validator("hub_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if value == "":
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an http:// or https:// address, or empty for no hub")
        _ = parts.port  # raises ValueError for a port out of range
        return value

    @field_validator("hub_ca")
    @classmethod
    def _check_ca(cls, value: Path | None) -> Path | None:
        try:
            if value is not None:
                trust(value)
        except ssl.SSLError as error:
            raise ValueError("must be a PEM file with certificates") from error
        except OSError as error:
            raise ValueError(f"the file cannot be read ({error.strerror})") from error
        return value

    @field_validator("analysis_step")
    @classmethod
    def _check_step(cls, value: Path | None) -> Path | None:
        if value is not None and not (value.suffix == ".py" and value.is_file()):
            raise ValueError("must be a Python file (.py) with a function analyse(pixels, descriptor)")
        return value.resolve() if value else None

    @field_validator("camera_token")
    @classmethod
    def _check_token(cls, value: str) -> str:
        if not re.fullmatch(r"[\x21-\x7e]*", value):
            raise ValueError("must be printable ASCII without spaces")
        return value

    @field_validator("camera_api_token")
    @classmethod
    def _check_api_token(cls, value: str) -> str:
        if value and not re.fullmatch(r"[\x21-\x7e]{16,256}", value):
            raise ValueError("must be 16 to 256 characters of printable ASCII without spaces")
        return value

    @field_validator("camera_allowed_hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value

    @field_validator("camera_allowed_hosts")
    @classmethod
    def _check_hosts(cls, value: frozenset[str]) -> frozenset[str]:
        for name in value:
            if not re.fullmatch(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}", name):
                raise ValueError(f"{name!r} is not a host name: names without scheme and port, separated by commas")
        return frozenset(name.lower().rstrip(".") for name in value)

    @field_validator("video_source", mode="before")
    @classmethod
    def _read_source(cls, value: object) -> object:
        return parse_address(value) if isinstance(value, str) else value

    @field_validator("video_size", mode="before")
    @classmethod
    def _read_video_size(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        size = _sides(value)
        if size is None or not all(side in _VIDEO_SIDES_PX for side in size):
            raise ValueError(f"must be WIDTHxHEIGHT, each from {_VIDEO_SIDES_PX[0]} to {_VIDEO_SIDES_PX[-1]} px")
        return size

    @field_validator("simulator_size", mode="before")
    @classmethod
    def _read_size(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        size = _sides(value)
        if size is None or not all(side in _SIDES_PX for side in size):
            raise ValueError(f"must be WIDTHxHEIGHT, each a multiple of 8 from {_SIDES_PX[0]} to {_SIDES_PX[-1]} px")
        return SensorSize(*size)

    @model_validator(mode="after")
    def _check_together(self) -> "Settings":
        if self.hub_url and not self.camera_token:
            raise ValueError("CAMERA_TOKEN is required while HUB_URL is set; set HUB_URL= to run without a hub")
        if self.rewind_always == "on" and self.rewind_mb == 0:
            raise ValueError("REWIND_ALWAYS=on needs memory for frames: set REWIND_MB above 0")
        if self.hub_ca and not self.hub_url.startswith("https://"):
            raise ValueError("HUB_CA is for a HUB_URL that begins with https://")
        if "replay" in (self.camera_driver, self.camera_fallback) and self.replay_source is None:
            raise ValueError("REPLAY_SOURCE is required by the replay driver")
        if self.camera_driver == "micromanager" and self.micromanager_config is None:
            raise ValueError("MICROMANAGER_CONFIG is required by the micromanager driver: a configuration file (.cfg)")
        if self.camera_driver == "video" and self.video_source is None:
            raise ValueError("VIDEO_SOURCE is required by the video driver: rtsp://…, http://…, usb:0 or a file")
        if not self.video_sharp_kbps >= self.video_lean_kbps >= self.video_thin_kbps:
            raise ValueError(
                f"VIDEO_SHARP_KBPS={self.video_sharp_kbps}, VIDEO_LEAN_KBPS={self.video_lean_kbps} and"
                f" VIDEO_THIN_KBPS={self.video_thin_kbps} must not increase in this order"
            )
        if self.video_thin_width > self.video_width:
            raise ValueError(
                f"VIDEO_THIN_WIDTH={self.video_thin_width} must not be above VIDEO_WIDTH={self.video_width}"
            )
        if not is_loopback(self.camera_host) and not self.camera_api_token:
            raise ValueError(
                f"CAMERA_API_TOKEN is required while CAMERA_HOST={self.camera_host} lets other machines reach"
                " the HTTP API; set one of at least 16 characters, or CAMERA_HOST=127.0.0.1"
            )
        return self


def load_settings() -> Settings:
    """From the environment; a wrong value ends the process with one line on stderr."""
    try:
        return Settings(**_defaults_for_empty())
    except ValidationError as error:
        _refuse(error)


def _sides(size: str) -> tuple[int, int] | None:
    """Width and height of WIDTHxHEIGHT."""
    match = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", size)
    return (int(match[1]), int(match[2])) if match else None


def _defaults_for_empty() -> dict[str, Any]:
    """Compose files pass unset variables as empty ones. Only HUB_URL may be empty."""
    empty = [name for name in Settings.model_fields if os.environ.get(name.upper()) == "" and name != "hub_url"]
    return {name: Settings.model_fields[name].get_default() for name in empty}


def _refuse(error: ValidationError) -> NoReturn:
    for detail in error.errors(include_url=False):
        name = ".".join(str(part) for part in detail["loc"]).upper()
        message = detail["msg"].removeprefix("Value error, ")
        where = f"{name}={detail['input']!r}: " if name and name not in _SECRET else f"{name}: " if name else ""
        print(f"camera-ws: {where}{message}", file=sys.stderr)
    sys.exit(WRONG_CONFIGURATION)
