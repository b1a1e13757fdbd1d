"""What is computed from live pictures: analysis, corrections and video."""
