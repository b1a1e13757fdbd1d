"""A client that openapi-python-client makes from the OpenAPI document: its types fit, and it works with a running hub.

Reads {"url", "key", "cameraId", "folder"} as JSON from the standard input. Prints what the client has found.
"""

import compileall
import hashlib
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

PACKAGE = "generated_eyepiece"
# The generator knows no media types of files.
FILES = [
    "application/x-x509-ca-cert",
    "application/zip",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
    "multipart/x-mixed-replace",
    "text/csv",
    "video/mp4",
]


def generate(folder: Path, url: str) -> Path:
    """Warnings of the generator, for example about a schema that it leaves out, are failures."""
    document, config = folder / "openapi.json", folder / "generator.yml"
    document.write_bytes(httpx.get(f"{url}/openapi.json").raise_for_status().content)
    # The linters that the generator would run change only the look of the code.
    config.write_text(
        json.dumps(
            {
                "post_hooks": [],
                "content_type_overrides": dict.fromkeys(
                    FILES, "application/octet-stream"
                ),
            }
        )
    )
    options = [
        "--path",
        str(document),
        "--config",
        str(config),
        "--meta",
        "none",
        "--fail-on-warning",
    ]
    command = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        *options,
        "--output-path",
        str(folder / PACKAGE),
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise SystemExit(made.stdout + made.stderr)
    return folder / PACKAGE


def check_types(package: Path) -> None:
    """The operations, with the models that they name. All 3,000 models by themselves would take minutes."""
    config = package.parent / "pyrightconfig.json"
    include = [f"{package.name}/api", f"{package.name}/*.py"]
    config.write_text(json.dumps({"include": include, "typeCheckingMode": "basic"}))
    options = ["--project", str(config), "--pythonpath", sys.executable]
    checked = subprocess.run(
        [sys.executable, "-m", "pyright", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    if checked.returncode != 0:
        raise SystemExit(checked.stdout + checked.stderr)


def modules_of(package: Path) -> list[ModuleType]:
    if not compileall.compile_dir(package, quiet=1):
        raise SystemExit("the generated client does not compile")
    sys.path.insert(0, str(package.parent))
    root = importlib.import_module(PACKAGE)
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(root.__path__, f"{PACKAGE}.")
    ]


class Client:
    """The generated operations, called by their names."""

    def __init__(self, modules: list[ModuleType], url: str, key: str) -> None:
        self._operations = {
            module.__name__.split(".")[-1]: module
            for module in modules
            if ".api." in module.__name__
        }
        self._client = importlib.import_module(PACKAGE).AuthenticatedClient(
            base_url=url, token=key
        )

    def call(
        self, name: str, *args: object, status: int = 200, **kwargs: object
    ) -> Any:
        response = self._operations[name].sync_detailed(
            *args, client=self._client, **kwargs
        )
        if response.status_code != status or response.parsed is None:
            raise SystemExit(f"{name}: {response.status_code} {response.content!r}")
        return response.parsed


def use(client: Client, camera_id: str) -> dict[str, object]:
    models = importlib.import_module(f"{PACKAGE}.models")
    label = "by a generated client"
    cameras = client.call("get_cameras").cameras
    capture = client.call(
        "post_cameras_id_captures",
        camera_id,
        body=models.CaptureRequest(label=label, tags=["generated"]),
        status=201,
    )
    found = client.call("get_captures", q="generated", limit=10).captures
    file = client.call("get_captures_id_file", capture.id).payload.read()
    changed = client.call(
        "patch_captures_id", capture.id, body=models.PatchCapturesIdBody(rating=4)
    )
    missing = client.call("get_cameras_id", "nowhere", status=404)
    return {
        "cameras": [camera.id for camera in cameras],
        "captureId": str(capture.id),
        "found": [str(one.id) for one in found],
        "rating": changed.rating,
        "sha256": hashlib.sha256(file).hexdigest(),
        "missing": str(missing.code),
    }


def main() -> None:
    plan = json.load(sys.stdin)
    package = generate(Path(plan["folder"]), plan["url"])
    check_types(package)
    modules = modules_of(package)
    operations = sum(hasattr(module, "sync_detailed") for module in modules)
    used = use(Client(modules, plan["url"], plan["key"]), plan["cameraId"])
    json.dump({"operations": operations, **used}, sys.stdout)


main()
