"""Frames to files: JPEGs for the live view, master files for captures."""
