"""What can be told of a picture by its numbers: histogram, sharpness, and the exposure it asks for."""
