"""Certificate authorities and server certificates, made by OpenSSL."""

import shutil
import subprocess
from pathlib import Path

from support.serving import Identity

_EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authority:
    """Its files are in the folder. certificate: what a client has to trust."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._key = folder / "authority.key"
        self.certificate = folder / "authority.pem"
        _openssl("req", "-x509", *_EC, "-keyout", self._key, "-out", self.certificate, "-subj", f"/CN={name}")

    def issue(self, name: str, *, days: int = 30) -> Identity:
        """name: the subject alternative name, such as IP:127.0.0.1. Negative days: it has expired."""
        stem = name.replace(":", "-")
        key, request = self._folder / f"{stem}.key", self._folder / f"{stem}.csr"
        extensions, certificate = self._folder / f"{stem}.ext", self._folder / f"{stem}.pem"
        extensions.write_text(f"subjectAltName={name}\nextendedKeyUsage=serverAuth\n")
        _openssl("req", *_EC, "-keyout", key, "-out", request, "-subj", "/CN=hub")
        signer = ["-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial", "-days", days]
        _openssl("x509", "-req", "-in", request, "-out", certificate, "-extfile", extensions, *signer)
        return Identity(certificate, key)


def _openssl(*arguments: str | Path | int) -> None:
    program = shutil.which("openssl")
    assert program is not None, "the tests need openssl"
    subprocess.run([program, *map(str, arguments)], check=True, capture_output=True)
