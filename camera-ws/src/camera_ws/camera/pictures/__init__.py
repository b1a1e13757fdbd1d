"""Pictures from outside, such as JPEGs: read within limits, timed, and described as frames."""
