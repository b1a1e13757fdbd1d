"""What is known of PixeLINK's API: return codes, features, raw pixel layouts. Imports no SDK."""
