"""Cameras that Micro-Manager drives, by its core library."""
