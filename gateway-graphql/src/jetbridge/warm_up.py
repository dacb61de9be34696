"""What was asked of one generation last, prepared for the next one before it goes into service.

Without it every client would wait for its operation to be parsed and planned again, all at the same moment.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from jetbridge.preparation import Preparation

log = Log("jetbridge.warm_up")

# Planning takes a millisecond or two; a supergraph should not wait much longer than for its own loading.
MOST_SECONDS = 10.0
# Between two operations, so that the event loop's thread gets its turn before it is owed to it.
PAUSE_SECONDS = 0.0005


def warm_up(preparation: Preparation, before: Preparation, most: int) -> int:
    """How many operations are ready. Runs in a thread, beside the requests that `before` answers."""
    ready, until = 0, time.monotonic() + MOST_SECONDS
    for variant in before.list_variants(most):
        if time.monotonic() > until:
            break
        try:
            preparation.prepare_ahead(variant)
        except GatewayError:
            continue  # it does not fit the new supergraph; its client will be told
        except Exception as error:
            # A supergraph is not kept out of service by what one operation comes upon.
            log.error("an operation cannot be prepared ahead", operation=variant[1], error=error)
            continue
        ready += 1
        time.sleep(PAUSE_SECONDS)
    return ready
