"""The service as a process of its own."""

import os
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """A simulator on its own, any port, its data in the folder; nothing of what this process is configured with."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("CAMERA_", "HUB_", "REPLAY_"))}
    ours = {"PYTHONPATH": str(SOURCE), "HUB_URL": "", "CAMERA_PORT": "0", "CAMERA_DATA_DIR": str(folder / "data")}
    ours["CAMERA_DRIVER"] = "simulated"
    return plain | ours | variables
