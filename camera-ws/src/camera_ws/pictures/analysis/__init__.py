"""Measurements of a picture: histogram, focus score, and the exposure that it needs."""
