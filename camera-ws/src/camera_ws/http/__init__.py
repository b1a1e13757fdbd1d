"""The service's own HTTP API, for programs on the same machine."""
