"""The PixeLINK driver. Only device.py calls the SDK."""
