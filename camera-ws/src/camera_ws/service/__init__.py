"""The running service: configuration, logs, the camera driver, every part and the HTTP application."""
