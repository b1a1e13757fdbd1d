"""Watches a camera: stores its JPEG frames and prints the age of each when it is stored."""

import argparse
from pathlib import Path

from live import watching


def main() -> None:
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    with watching({"cameraId": options.camera, "maxWidth": options.max_width, "maxFps": options.max_fps}) as live:
        for frame in live.frames(options.frames):
            path = options.folder / f"{frame.seq:08d}.jpg"
            path.write_bytes(frame.payload)
            size = f"{frame.width}x{frame.height}"
            print(f"{path}: {size}, {frame.exposure_ms:g} ms, {live.age_ms(frame):.0f} ms old", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("camera", help="camera id, as in the address of its live view")
    parser.add_argument("--frames", type=int, default=10)
    parser.add_argument("--folder", type=Path, default=Path("frames"))
    parser.add_argument("--max-width", type=int, help="px; accept a smaller rendition")
    parser.add_argument("--max-fps", type=float, help="accept fewer frames per second")
    return parser.parse_args()


if __name__ == "__main__":
    main()
