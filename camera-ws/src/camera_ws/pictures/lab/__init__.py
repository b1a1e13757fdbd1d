"""The step of a laboratory: Python code that the laboratory writes to measure frames. It runs in its own process."""
