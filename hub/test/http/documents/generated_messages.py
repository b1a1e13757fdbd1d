"""Models that datamodel-code-generator makes from the AsyncAPI document parse the messages of a running hub.

Reads {"url", "folder", "messages", "damaged"} as JSON from the standard input. Messages are pairs of a key of the
document and a payload. Prints what the models have lost of the messages, and which damaged ones they accept.
"""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from pydantic import TypeAdapter, ValidationError

MODULE = "generated_messages_of_eyepiece"


def generate(folder: Path, url: str) -> ModuleType:
    """Warnings of the generator are failures: it warns about schemas that it cannot express."""
    document, module = folder / "asyncapi.json", folder / f"{MODULE}.py"
    document.write_bytes(httpx.get(f"{url}/asyncapi.json").raise_for_status().content)
    options = [
        *("--input", str(document), "--input-file-type", "asyncapi"),
        *("--output", str(module), "--output-model-type", "pydantic_v2.BaseModel"),
        *(
            "--target-python-version",
            "3.11",
            "--use-annotated",
            "--formatters",
            "builtin",
        ),
    ]
    # The types of ids and times check what the patterns say.
    patterns = "ignore:Pydantic does not take pattern"
    warnings = ["-W", "error", "-W", patterns]
    command = [sys.executable, *warnings, "-m", "datamodel_code_generator"]
    made = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False
    )
    if made.returncode != 0 or made.stderr != "":
        raise SystemExit(made.stdout + made.stderr)
    sys.path.insert(0, str(folder))
    return importlib.import_module(MODULE)


def model_of(models: ModuleType, key: str) -> TypeAdapter[Any]:
    """The generator names a model after the key of its message: get_camera_state becomes GetCameraStatePayload."""
    words = re.findall("[A-Za-z0-9]+", key)
    name = "".join(word[0].upper() + word[1:] for word in [*words, "Payload"])
    return TypeAdapter(getattr(models, name))


def lost(sent: object, parsed: object, path: str) -> list[str]:
    """The fields and items of a message that its model does not have."""
    if isinstance(sent, dict) and isinstance(parsed, dict):
        return [
            found
            for name, value in sent.items()
            for found in (
                lost(value, parsed[name], f"{path}.{name}")
                if name in parsed
                else [f"{path}.{name}"]
            )
        ]
    if isinstance(sent, list) and isinstance(parsed, list):
        if len(sent) != len(parsed):
            return [f"{path} has {len(parsed)} of {len(sent)} items"]
        return [
            found
            for index, (value, kept) in enumerate(zip(sent, parsed, strict=True))
            for found in lost(value, kept, f"{path}[{index}]")
        ]
    return [] if type(sent) is type(parsed) or is_number(sent, parsed) else [path]


def is_number(*values: object) -> bool:
    return all(
        isinstance(value, (int, float)) and not isinstance(value, bool)
        for value in values
    )


def parse(models: ModuleType, key: str, payload: object) -> list[str]:
    model = model_of(models, key)
    try:
        parsed = model.validate_json(json.dumps(payload))
    except ValidationError as error:
        return [f"{key}: {error}"]
    kept = model.dump_python(parsed, mode="json", by_alias=True, exclude_unset=True)
    return lost(payload, kept, key)


def main() -> None:
    plan = json.load(sys.stdin)
    models = generate(Path(plan["folder"]), plan["url"])
    wrong = [
        found
        for key, payload in plan["messages"]
        for found in parse(models, key, payload)
    ]
    accepted = [
        key for key, payload in plan["damaged"] if parse(models, key, payload) == []
    ]
    json.dump({"wrong": sorted(set(wrong)), "accepted": accepted}, sys.stdout)


main()
