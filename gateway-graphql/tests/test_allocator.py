"""The allocator's settings are taken where the C library has them."""

import sys

import pytest

from jetbridge.allocator import keep_freed_memory


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other C libraries have no such settings")
def test_the_c_library_takes_the_settings() -> None:
    assert keep_freed_memory()
