"""Frames on their way to the hub: what is in flight, pictures and video."""
