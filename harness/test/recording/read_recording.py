"""Reads a recording with the official reader and prints what it contains as JSON."""

import hashlib
import json
import sys
from pathlib import Path

from mcap.reader import make_reader
from mcap_protobuf.decoder import DecoderFactory


def main() -> None:
    content: dict[str, list[object]] = {}
    with Path(sys.argv[1]).open("rb") as file:
        reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
        summary = reader.get_summary()
        for schema, channel, message in reader.iter_messages():
            row: dict[str, object] = {
                "schema": schema.name,
                "delayUs": (message.log_time - message.publish_time) // 1000,
            }
            if channel.message_encoding == "json":
                row["json"] = json.loads(message.data)
            content.setdefault(channel.topic, []).append(row)
        for _, channel, message, decoded in reader.iter_decoded_messages(
            topics=[topic for topic in content if topic.endswith("/raw") or "/pictures" in topic or topic == "/http"]
        ):
            index = message.sequence
            row = content[channel.topic][index]
            if "/pictures" in channel.topic:
                row |= {
                    "digest": hashlib.sha256(decoded.data).hexdigest(),
                    "format": decoded.format,
                    "frameId": decoded.frame_id,
                    "atUs": decoded.timestamp.seconds * 1_000_000 + decoded.timestamp.nanos // 1000,
                }
            elif channel.topic == "/http":
                row |= {
                    "method": decoded.method,
                    "path": decoded.path,
                    "status": decoded.status,
                    "body": decoded.body.decode(),
                }
            else:
                row |= {
                    "number": decoded.number,
                    "parts": [[part.kind, part.payload.hex()] for part in decoded.parts],
                }
        messages = summary.statistics.message_count if summary and summary.statistics else 0
    sys.stdout.write(json.dumps({"messages": messages, "content": content}))


main()
