"""cameras: the cameras of the hub."""

import argparse

from eyepiece.blocking.hub import Hub
from eyepiece.command_line.arguments import Commands
from eyepiece.command_line.output import Output


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    about = "Lists the cameras that the key may see, with status, rate and viewers."
    parser = commands.add_parser("cameras", help="list the cameras", description=about, parents=[common])
    parser.set_defaults(command=run)


def run(_options: argparse.Namespace, output: Output) -> int:
    with Hub() as hub:
        cameras = hub.cameras()
    width = max((len(camera.id) for camera in cameras), default=0)
    for camera in cameras:
        data = {
            "id": camera.id,
            "name": camera.name,
            "model": camera.model,
            "status": camera.status,
            "fps": camera.fps,
            "viewers": camera.viewers,
            "settings": camera.settings,
        }
        text = f"{camera.id:{width}}  {camera.status:12}  {camera.fps:5.1f} fps  {camera.viewers:3} viewers"
        output.result(data, f"{text}  {camera.name}")
    if not cameras:
        output.note("the hub has no camera")
    return 0
