"""Cameras: one contract, and a driver per source of pictures."""
