"""Files of captures on the disk."""
