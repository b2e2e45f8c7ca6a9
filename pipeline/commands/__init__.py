"""The subcommands of `zimu`, one typer application a file; pipeline/cli.py mounts them."""

from __future__ import annotations

from typing import Literal

LangCode = Literal["bcp47", "iso639-1", "iso639-2"]
"""As in `pipeline.sinks.files`, which brings too much for `zimu --help` to wait for."""
