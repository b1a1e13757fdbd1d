"""Cameras that PyAV or OpenCV can read: network cameras, USB cameras, video files."""
