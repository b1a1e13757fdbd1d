"""What the hub reports: cameras, settings, captures and jobs."""
