"""What a worker takes before it has answered anything: libraries it does not use are not loaded."""

import subprocess
import sys

# Each takes megabytes, in every worker.
NOT_NEEDED = ("jetbridge.composition", "watchfiles", "anyio", "h2", "websockets", "pygments", "unittest")

LOADED = "import sys, jetbridge.cli; jetbridge.cli.build_parser(); import jetbridge.serve; print(*sys.modules)"


def test_a_server_loads_nothing_that_it_does_not_need() -> None:
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "jetbridge.transport.server" in loaded
    assert [name for name in loaded if name.startswith(NOT_NEEDED)] == []
