"""The connection to the hub, opened by this service: sends frames and state, serves commands."""
