"""A step of a laboratory: Python code of its own that measures frames, in a process of its own."""
