"""The binary frame, its decoding, and the rules of the stream. Without input and output."""
