"""The parts of the virtual microscope: specimen and optics, stage, sensor, white balance."""
