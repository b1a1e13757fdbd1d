"""Cameras around other cameras."""
