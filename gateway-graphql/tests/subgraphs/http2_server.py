"""A subgraph that speaks HTTP/2 as a test tells it to, down to single frames; h2 does the packing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset
from h2.settings import SettingCodes, Settings

OK = b'{"data":{}}'


@dataclass
class Conversation:
    """One connection of the gateway."""

    protocol: H2Connection
    writer: asyncio.StreamWriter
    bodies: dict[int, bytes] = field(default_factory=dict)
    heads: dict[int, dict[str, str]] = field(default_factory=dict)
    resets: list[int] = field(default_factory=list)

    def answer(self, stream_id: int, body: bytes = OK, *headers: tuple[str, str]) -> None:
        """No longer than the gateway's window: nobody waits for it here."""
        head = [(":status", "200"), ("content-type", "application/json"), *headers]
        self.protocol.send_headers(stream_id, head)
        size = self.protocol.max_outbound_frame_size
        for at in range(0, len(body), size):
            self.protocol.send_data(stream_id, body[at : at + size])
        self.protocol.end_stream(stream_id)

    def flush(self) -> None:
        self.writer.write(self.protocol.data_to_send())


@dataclass
class Http2Subgraph:
    """`hear(conversation, stream_id)` is called for every request that is complete, `glance` for every head."""

    hear: Callable[[Conversation, int], None]
    streams: int = 100
    conversations: list[Conversation] = field(default_factory=list)
    requests: int = 0
    glance: Callable[[Conversation, int], None] = lambda *_: None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        protocol = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        # So that a test can say what no honest server says.
        protocol.config.validate_outbound_headers = protocol.config.normalize_outbound_headers = False
        allowed = {SettingCodes.MAX_CONCURRENT_STREAMS: self.streams}
        protocol.local_settings = Settings(client=False, initial_values=allowed)
        protocol.initiate_connection()
        talk = Conversation(protocol, writer)
        self.conversations.append(talk)
        talk.flush()
        try:
            while data := await reader.read(65_536):
                for event in protocol.receive_data(data):
                    self._take(talk, event)
                if not writer.is_closing():
                    talk.flush()
        except ConnectionError:
            pass
        finally:
            writer.close()

    def _take(self, talk: Conversation, event: object) -> None:
        match event:
            case RequestReceived():
                talk.heads[event.stream_id] = {str(name): str(value) for name, value in event.headers}
                self.glance(talk, event.stream_id)
            case DataReceived():
                talk.protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                talk.bodies[event.stream_id] = talk.bodies.get(event.stream_id, b"") + event.data
            case StreamReset():
                talk.resets.append(event.stream_id)
            case StreamEnded():
                self.requests += 1
                self.hear(talk, event.stream_id)


@asynccontextmanager
async def start_http2_subgraph(
    hear: Callable[[Conversation, int], None], *, streams: int = 100
) -> AsyncIterator[tuple[str, Http2Subgraph]]:
    """Its URL, and what it has heard."""
    subgraph = Http2Subgraph(hear, streams)
    server = await asyncio.start_server(subgraph.serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql", subgraph
    finally:
        server.close()
