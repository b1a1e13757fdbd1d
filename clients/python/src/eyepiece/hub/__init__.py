"""The asynchronous face, which has all of the logic."""
