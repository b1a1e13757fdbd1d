"""Processing of live pictures: analysis, corrections and video encoding."""
