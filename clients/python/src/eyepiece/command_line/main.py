"""The commands and their exit codes."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from eyepiece import __version__
from eyepiece.command_line import cameras, capture, download, jobs, login, watch
from eyepiece.command_line.output import Output, ignore_broken_pipe
from eyepiece.errors import ConnectionFailed, EyepieceError, WaitTimeout

DONE, FAILED, USAGE, LATE, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 4, 130
Command = Callable[[argparse.Namespace, Output], int]

_EPILOG = """exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 deadline passed, 4 the hub does not answer,
130 interrupted. Hub and key come from EYEPIECE_URL and EYEPIECE_KEY, or from `eyepiece login`."""


def parser() -> argparse.ArgumentParser:
    program = argparse.ArgumentParser(prog="eyepiece", description="Command line for Eyepiece.", epilog=_EPILOG)
    program.add_argument("--version", action="version", version=f"eyepiece {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON, one value per line")
    commands = program.add_subparsers(metavar="command", required=True)
    for module in (login, cameras, capture, watch, download, jobs):
        module.add(commands, common)
    return program


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    output = Output(options.json)
    command: Command = options.command
    try:
        return command(options, output)
    except KeyboardInterrupt:
        output.note("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        ignore_broken_pipe()
        return DONE
    except EyepieceError as error:
        output.error(error)
        return _exit_code(error)


def _exit_code(error: EyepieceError) -> int:
    if isinstance(error, WaitTimeout):
        return LATE
    return UNREACHABLE if isinstance(error, ConnectionFailed) else FAILED


def run() -> NoReturn:
    sys.exit(main())
