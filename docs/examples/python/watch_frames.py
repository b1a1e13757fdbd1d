"""Watches a camera: stores its JPEG frames and prints the age of each when it is stored."""

import argparse

from live import arguments, watching


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
    parser = arguments(__doc__, frames=10, folder="frames")
    parser.add_argument("--max-width", type=int, help="px; accept a smaller rendition")
    parser.add_argument("--max-fps", type=float, help="accept fewer frames per second")
    return parser.parse_args()


if __name__ == "__main__":
    main()
