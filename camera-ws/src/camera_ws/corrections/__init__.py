"""Dark frame, flat field and display window: measured on command, kept on disk, applied while they are on."""
