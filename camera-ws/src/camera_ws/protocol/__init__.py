"""What crosses the process boundary. No I/O; imports nothing of ours."""
