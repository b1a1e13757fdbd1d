"""Sends JPEG and video frames to the hub, and limits how many are in flight."""
