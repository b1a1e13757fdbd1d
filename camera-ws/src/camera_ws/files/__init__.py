"""Files that survive a power cut and that other accounts cannot read."""
