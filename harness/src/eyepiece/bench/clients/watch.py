"""A program with the Python client, as users write it: `watch.py URL CAMERA SETTLING_S SECONDS`, token in TOKEN.

It does not decode the pictures: that is up to the user and to the library that decodes.
"""

import json
import os
import sys
import time

from eyepiece import Hub

url, camera_id, settling, seconds = (
    sys.argv[1],
    sys.argv[2],
    float(sys.argv[3]),
    float(sys.argv[4]),
)
frames: list[tuple[float, float, int]] = []
begun: float | None = None
processor = 0.0
with (
    Hub(url, key=os.environ["TOKEN"]) as hub,
    hub.camera(camera_id).frames(timeout=60) as stream,
):
    opened = time.monotonic()
    for frame in stream:
        now = time.monotonic()
        if begun is None and now - opened >= settling:
            begun, processor = now, time.process_time()
        if begun is None:
            continue
        if now - begun > seconds:
            break
        frames.append(((now - begun) * 1000, frame.age_ms or 0.0, frame.seq))
    processor = time.process_time() - processor
figures = {"seconds": seconds, "processorSeconds": processor, "frames": frames}
sys.stdout.write(json.dumps(figures) + "\n")
