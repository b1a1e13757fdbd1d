"""The messages between processes. No I/O; imports no other package of the service."""
