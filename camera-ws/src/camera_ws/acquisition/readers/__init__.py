"""Readers of frames: a grab takes one frame, a follower takes every frame from now on."""
