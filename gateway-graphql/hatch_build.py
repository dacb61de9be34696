"""Build hook: a wheel of jetbridge holds GraphiQL, where npm is there to get it. Its page says how to add it later.

An editable install gets it from `make graphiql`.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path(__file__).parent / "src/jetbridge/graphiql"


class GraphiQLBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or os.environ.get("JETBRIDGE_WITHOUT_GRAPHIQL"):
            return
        # Alone, not as part of the package: its dependencies are not there while it is being built.
        sys.path.insert(0, str(FOLDER))
        vendor = importlib.import_module("vendor")
        sys.path.remove(str(FOLDER))
        if vendor.are_present():
            return
        try:
            vendor.vendor()
        except vendor.VendorError as error:
            # A gateway is complete without it, and a team that writes Python need not have Node.
            self.app.display_warning(f"GraphiQL is left out: {error}")
