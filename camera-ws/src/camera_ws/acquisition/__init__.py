"""The thread that owns the camera, its newest frame and status, and the readers of its frames."""
