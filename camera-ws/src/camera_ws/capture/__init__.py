"""Captures: expose a frame, make its master file and metadata, store it in the spool."""
