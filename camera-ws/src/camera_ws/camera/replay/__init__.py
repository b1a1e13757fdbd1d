"""Where replayed pictures come from: a folder, a raw MJPEG stream, a video file."""
