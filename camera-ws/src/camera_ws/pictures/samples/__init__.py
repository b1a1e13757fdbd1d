"""The camera's samples for viewers that choose their own display window."""
