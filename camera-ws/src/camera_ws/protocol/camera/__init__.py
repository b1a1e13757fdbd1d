"""The messages about the camera: settings, analysis, corrections, jobs and optics. Mirrors camera in shared-types."""
