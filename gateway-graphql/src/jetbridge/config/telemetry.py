"""What the gateway tells of itself."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from jetbridge.config.values import Section, Url


class Traces(Section, frozen=True):
    """Spans of requests, planning and subgraph calls, sent as OTLP over HTTP. Needs `pip install 'jetbridge[otlp]'`."""

    endpoint: Annotated[Url, Meta(description="Of the collector, such as http://collector:4318/v1/traces.")]
    service_name: str = "jetbridge"
    # A request of seven calls that is recorded takes 0.4 ms more of the processor, one that is not 0.02 ms.
    sample_percent: Annotated[float, Meta(ge=0, le=100, description="Of the requests.")] = 10.0
    follow_client: Annotated[
        bool,
        Meta(description="Where a client sends a traceparent, it decides whether to record, not the percentage."),
    ] = False
    headers: Annotated[dict[str, str], Meta(description="For the collector, such as its key.")] = field(
        default_factory=dict
    )


class Telemetry(Section, frozen=True):
    """What the gateway tells of itself."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] = "json"
    metrics: bool = True
    access_log: Annotated[bool, Meta(description="One line for every request.")] = False
    traces: Traces | None = None
