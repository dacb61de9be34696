"""An https subgraph is spoken to only if its certificate is one we trust, and is shown ours where it asks."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from jetbridge.executor.subgraph_client import SubgraphError

from ..certificates import write_certificate

OK = b'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"data":{}}'


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
