"""HTTPS in front of a hub, with a certificate that no system trusts."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Certificate and key for 127.0.0.1."""
    program = shutil.which("openssl")
    assert program is not None, "the tests need openssl"
    certificate, key = folder / "hub.pem", folder / "hub.key"
    made = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=hub"]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([program, "req", *made, *files], check=True, capture_output=True)
    return certificate, key


@asynccontextmanager
async def tls_proxy(url: str, certificate: Path, key: Path) -> AsyncGenerator[str]:
    """The https address."""
    target = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_hub, to_hub = await asyncio.open_connection(target.hostname, target.port)
        await asyncio.gather(carry(reader, to_hub), carry(from_hub, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
