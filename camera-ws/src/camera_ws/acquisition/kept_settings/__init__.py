"""Camera settings that outlive the service: written to disk, applied again when the camera opens."""
