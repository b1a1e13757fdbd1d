"""Takes a capture at full depth, downloads it and compares its digest with that of the camera service."""

import argparse
import hashlib
import sys
from pathlib import Path

from hub import sign_in


def main() -> None:
    options = _options()
    hub = sign_in()
    request = {"format": options.format, "label": options.label, "tags": options.tag}
    answer = hub.call(
        "POST",
        f"/cameras/{options.camera}/captures",
        {name: value for name, value in request.items() if value is not None},
    )
    capture = answer["capture"]
    data = hub.download(capture["url"])
    digest = hashlib.sha256(data).hexdigest()
    if digest != capture["sha256"]:
        sys.exit(f"{capture['filename']} came with digest {digest} instead of {capture['sha256']}")
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / capture["filename"]
    path.write_bytes(data)
    print(f"{path}: {capture['width']}x{capture['height']}, {len(data)} bytes, sha256 {digest}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("camera", help="camera id, as in the address of its live view")
    parser.add_argument("--format", help="jpg, png, png8, tiff, ome-tiff or raw; default: jpg")
    parser.add_argument("--label")
    parser.add_argument("--tag", action="append", help="may be given several times")
    parser.add_argument("--folder", type=Path, default=Path("captures"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
