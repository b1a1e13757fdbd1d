"""The live view as H.264, for viewers on narrow links: encoded once per tier, and only while a tier has viewers."""
