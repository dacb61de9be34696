"""The gateway's own certificate: files -> what the server shows, and shows anew when they have been renewed."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from pathlib import Path

    from jetbridge.config.listening import Tls

# Certificates are renewed days before they end.
LOOK_SECONDS = 30.0

log = Log("jetbridge.listen_tls")


class ListenTls:
    """`folder` is what relative paths are relative to. Raises ValueError where the files cannot be used."""

    def __init__(self, settings: Tls, folder: Path) -> None:
        self._files = folder / settings.certificate, folder / settings.key
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._loaded: list[bytes] = []
        self.load()
        if settings.client_ca is not None:
            self._ask_clients(folder / settings.client_ca)

    def load(self) -> bool:
        """Whether there was something new to load. Connections that are open keep what they were shown."""
        certificate, key = self._files
        try:
            found = [file.read_bytes() for file in self._files]
            if found == self._loaded:
                return False
            # Tried on another one first: half of a renewed pair must not replace what works.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
            self.context.load_cert_chain(certificate, key)
        except OSError as error:
            raise ValueError(f"listen.tls: {certificate} and {key} cannot be used: {_tell(error)}.") from error
        self._loaded = found
        return True

    def _ask_clients(self, authorities: Path) -> None:
        try:
            self.context.load_verify_locations(authorities)
        except OSError as error:
            raise ValueError(f"listen.tls.client_ca: {authorities} cannot be used: {_tell(error)}.") from error
        self.context.verify_mode = ssl.CERT_REQUIRED

    async def keep_loaded(self, seconds: float = LOOK_SECONDS) -> None:
        """Take a renewed certificate into service; what cannot be used leaves the one that is."""
        while True:
            await asyncio.sleep(seconds)
            try:
                # Here and not in a thread: meanwhile no connection may be made with a half of it.
                if self.load():
                    log.info("the renewed certificate is in service")
            except ValueError as error:
                log.error("the renewed certificate cannot be used; the one before it is still shown", reason=str(error))


def _tell(error: OSError) -> str:
    """A file that is not there by its name; of what is in one, whatever the library says."""
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)
