"""Camera settings over the PixeLINK SDK: describe, write, read back, save in the camera."""
