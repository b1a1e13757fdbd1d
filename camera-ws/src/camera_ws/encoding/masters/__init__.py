"""Master files: JPEG, PNG, TIFF, OME-TIFF and raw, each with its metadata."""
