"""Who waits for frames: one frame after a request, or every frame from now on."""
