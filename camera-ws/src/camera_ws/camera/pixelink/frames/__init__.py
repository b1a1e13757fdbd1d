"""Frames over the PixeLINK SDK: the streaming thread and the conversion of its buffers."""
