"""Cameras: one contract and one driver per source of pictures."""
