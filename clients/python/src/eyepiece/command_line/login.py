"""login and logout: which hub and key the other commands use."""

import argparse
import getpass
import sys
from pathlib import Path

from eyepiece.blocking.hub import Hub
from eyepiece.command_line.arguments import Commands
from eyepiece.command_line.output import Output
from eyepiece.errors import EyepieceError
from eyepiece.json_types import json_list, json_object
from eyepiece.stored_login import Login, forget_login, store_login

_KEY_BYTES_MAX = 4096


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    about = (
        "Checks hub and key, and stores them in a file that only you can read. "
        "The key is typed, read from a file, or from standard input: an argument would be visible to others."
    )
    login = commands.add_parser("login", help="store hub and key", description=about, parents=[common])
    login.add_argument("url", help="address of the hub, such as http://localhost:3000")
    login.add_argument("--key-file", type=Path, help="file with the key")
    login.add_argument("--ca-file", type=Path, help="certificates to trust, for a hub with an authority of its own")
    login.set_defaults(command=run)
    about = "Removes the stored key. It stays valid until it is revoked at the hub."
    logout = commands.add_parser("logout", help="remove the stored key", description=about, parents=[common])
    logout.set_defaults(command=forget)


def run(options: argparse.Namespace, output: Output) -> int:
    ca_file = None if options.ca_file is None else str(options.ca_file.resolve())
    key = _read_key(options.key_file)
    with Hub(options.url, key, ca_file=ca_file) as hub:
        user = hub.user()
        path = store_login(Login(hub.url, key, ca_file))
    limits = json_object(user.get("key")) or {}
    scopes = [str(scope) for scope in json_list(limits.get("scopes")) or []]
    data = {"url": options.url, "name": user.get("name"), "scopes": scopes, "file": str(path)}
    output.result(data, f"{user.get('name')} at {options.url}: {', '.join(scopes)}\nstored in {path}")
    return 0


def forget(_options: argparse.Namespace, output: Output) -> int:
    removed = forget_login()
    output.result({"removed": removed}, "the key is removed" if removed else "no key was stored")
    return 0


def _read_key(path: Path | None) -> str:
    try:
        if path is not None:
            with path.open(encoding="ascii") as file:
                text = file.read(_KEY_BYTES_MAX)
        elif sys.stdin.isatty():
            text = getpass.getpass("Key: ")
        else:
            text = sys.stdin.readline(_KEY_BYTES_MAX)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise EyepieceError(f"the key cannot be read from {path or 'standard input'}: {type(error).__name__}") from None
    if not text.strip():
        raise EyepieceError("the key is empty")
    return text.strip()
