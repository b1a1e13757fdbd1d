"""Exposing what a capture asks for, and leaving the camera as it was."""
