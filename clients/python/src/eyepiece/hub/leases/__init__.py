"""Control of cameras that a connection holds."""
