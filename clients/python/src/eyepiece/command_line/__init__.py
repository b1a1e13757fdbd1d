"""The program `eyepiece`."""
