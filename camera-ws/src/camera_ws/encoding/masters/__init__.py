"""Files to keep: JPEG, PNG, TIFF, OME-TIFF and raw, each with what is known of its picture."""
