"""An https subgraph is spoken to only if its certificate is one we trust, and is shown ours where it asks."""

import asyncio
import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jetbridge.executor.subgraph_client import SubgraphError

OK = b'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"data":{}}'


def write_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
        writer.write(OK)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass


@pytest.mark.parametrize(
    ("trusts", "shows", "asks", "status"),
    [(True, False, False, 200), (False, False, False, None), (True, True, True, 200), (True, False, True, None)],
)
def test_both_sides_check_who_the_other_is(
    run: Any, make_client: Any, tmp_path: Path, trusts: bool, shows: bool, asks: bool, status: int | None
) -> None:
    server_certificate, server_key = write_certificate(tmp_path, "server")
    client_certificate, client_key = write_certificate(tmp_path, "client")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_certificate, server_key)
    if asks:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_certificate)
    settings: dict[str, Any] = {"ca": str(server_certificate)} if trusts else {}
    if shows:
        settings |= {"certificate": str(client_certificate), "key": str(client_key)}

    async def main() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        client = make_client(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/", tls=settings)
        try:
            if status is None:
                with pytest.raises(SubgraphError) as caught:
                    await client.send("s", b"{}", b"", idempotent=True)
                assert caught.value.code == "SERVICE_UNAVAILABLE"
            else:
                assert (await client.send("s", b"{}", b"", idempotent=True)).status == status
        finally:
            client.close()
            server.close()

    run(main())
