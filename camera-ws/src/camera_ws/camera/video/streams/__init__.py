"""What the driver reads frames from, each with the same interface."""
