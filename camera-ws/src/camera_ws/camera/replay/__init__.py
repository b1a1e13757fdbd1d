"""Recorded pictures as a camera: a folder of images, a raw MJPEG stream or a video file."""
