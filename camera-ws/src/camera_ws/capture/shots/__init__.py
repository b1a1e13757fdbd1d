"""Exposes the frame of a capture and puts the camera's region back afterwards."""
