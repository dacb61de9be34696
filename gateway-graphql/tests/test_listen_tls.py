"""The gateway shows its certificate, a renewed one without a restart, and asks for its clients' where it is told to."""

import asyncio
import shutil
import ssl
from pathlib import Path

import pytest

from jetbridge.config.listening import Tls
from jetbridge.listen_tls import ListenTls

from .certificates import write_certificate


async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readline()
        writer.write(b"hello")
        writer.close()
    except ConnectionError:
        pass


async def call(server: asyncio.Server, context: ssl.SSLContext) -> tuple[bytes, bytes | None]:
    """What it says, and the certificate it shows."""
    host, port = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.write(b"\n")
        return await reader.read(), shown
    finally:
        writer.transport.abort()


@pytest.mark.parametrize(("shows", "answer"), [("known", b"hello"), ("unknown", None), (None, None)])
def test_clients_show_a_certificate_where_they_must(tmp_path: Path, shows: str | None, answer: bytes | None) -> None:
    for name in ("server", "known", "unknown"):
        write_certificate(tmp_path, name)
    tls = ListenTls(Tls(certificate="server.pem", key="server.key", client_ca="known.pem"), tmp_path)
    client = ssl.create_default_context(cafile=tmp_path / "server.pem")
    if shows is not None:
        client.load_cert_chain(tmp_path / f"{shows}.pem", tmp_path / f"{shows}.key")

    async def main() -> bytes | None:
        async with await asyncio.start_server(greet, "127.0.0.1", 0, ssl=tls.context) as server:
            try:
                return (await call(server, client))[0] or None
            except (ssl.SSLError, ConnectionError):
                return None

    assert asyncio.run(main()) == answer


def test_a_renewed_certificate_is_shown_and_half_of_one_is_not(tmp_path: Path) -> None:
    for name in ("server", "renewed"):
        write_certificate(tmp_path, name)
    tls = ListenTls(Tls(certificate="server.pem", key="server.key"), tmp_path)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE

    async def main() -> list[bytes | None]:
        async with await asyncio.start_server(greet, "127.0.0.1", 0, ssl=tls.context) as server:
            shown = [(await call(server, client))[1]]
            assert not tls.load()
            shutil.copy(tmp_path / "renewed.pem", tmp_path / "server.pem")
            with pytest.raises(ValueError, match=r"listen\.tls: .* cannot be used"):
                tls.load()
            shown.append((await call(server, client))[1])
            shutil.copy(tmp_path / "renewed.key", tmp_path / "server.key")
            assert tls.load()
            return [*shown, (await call(server, client))[1]]

    before, between, after = asyncio.run(main())
    assert before == between != after


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"listen\.tls: .*no\.pem and .*no\.key cannot be used: .*No such file"):
        ListenTls(Tls(certificate="no.pem", key="no.key"), tmp_path)
