"""Dark frame, flat field and display window: measured on request, kept on disk, applied while switched on."""
