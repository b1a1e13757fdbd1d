"""The last frames of the live stream, within a budget of memory."""
