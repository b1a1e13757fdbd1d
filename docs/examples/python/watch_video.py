"""Watches a camera as H.264 where the camera and the link permit it, and stores each picture as PNG."""

import argparse
import time

import av
from decoder import Decoder
from live import arguments, watching

RESET_EVERY_S = 1.0


def main() -> None:
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    decoder = Decoder()
    asked_at = float("-inf")
    with watching({"cameraId": options.camera, "video": ["h264"], "prefer": options.prefer}) as live:
        for frame in live.frames(options.frames):
            path = options.folder / f"{frame.seq:08d}"
            if frame.video is None:
                # The camera offers no video, the link carries JPEGs, or a key frame is on its way.
                path = path.with_suffix(".jpg")
                path.write_bytes(frame.payload)
                kind = "JPEG"
            else:
                picture = decoder.picture(frame)
                if picture is None:
                    if time.monotonic() - asked_at > RESET_EVERY_S:
                        asked_at = time.monotonic()
                        live.ask_for_key_frame()
                    continue
                path = path.with_suffix(".png")
                av.VideoFrame.from_ndarray(picture, format="rgb24").save(path)
                kind = f"{frame.video.tier} {'key' if frame.video.key else 'delta'}"
            size = f"{frame.width}x{frame.height}"
            print(f"{path}: {size}, {kind}, {len(frame.payload)} bytes, {live.age_ms(frame):.0f} ms old", flush=True)


def _options() -> argparse.Namespace:
    parser = arguments(__doc__, frames=30, folder="video")
    parser.add_argument(
        "--prefer",
        choices=["automatic", "exact", "economical"],
        default="economical",
        help="economical: video; exact: JPEG; automatic: JPEG where the link carries it",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
