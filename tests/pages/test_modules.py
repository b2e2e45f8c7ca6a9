"""The parts of the pages that need no browser, under node."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = Path(__file__).with_name("modules.test.mjs")


def test_modules() -> None:
    node = shutil.which("node")
    if node is None:
        reason = "no node: apt install npm, or scripts/install-test-deps"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run([node, "--test", MODULES], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
