"""Eyepiece camera service: owns one camera, streams it to the hub, keeps captures until the hub has them."""

__version__ = "0.1.0"
