"""A stock python-socketio client: watches a camera, acknowledges, prints one JSON line per frame, ends after COUNT."""

import hashlib
import json
import struct
import sys

import socketio

url, token, camera_id, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
client = socketio.Client()
seen = 0


@client.event
def frame(frame_camera_id: str, message: bytes) -> None:
    global seen
    (seq,) = struct.unpack_from(">I", message, 8)
    client.emit("frame:ack", (frame_camera_id, seq))
    payload = message[struct.unpack_from(">H", message, 6)[0] :]
    print(
        json.dumps(
            {
                "camera": frame_camera_id,
                "seq": seq,
                "sha256": hashlib.sha256(payload).hexdigest(),
            }
        ),
        flush=True,
    )
    seen += 1
    if seen == count:
        client.disconnect()


client.connect(url, auth={"token": token}, transports=["websocket"])
print(json.dumps({"watch": client.call("watch", {"cameraId": camera_id})}), flush=True)
client.wait()
