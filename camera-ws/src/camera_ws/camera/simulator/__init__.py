"""A virtual microscope: specimen and optics, stage, sensor, white balance."""
