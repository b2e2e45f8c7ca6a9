"""Writes the reference configuration from the code: every key with its default under its one-line reason.

The reasons are the strings that follow the fields of the options. configs/reference.toml is this text, kept
by a test.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from pipeline import tables
from pipeline.config import Config

HEADER = """\
# Every key, its default, and why it is so. Written by `zimu check-config --print-reference`.
# Copy the lines that you change into zimu.toml; what is not there keeps its default.
"""


def reference() -> str:
    """The text of configs/reference.toml."""
    return HEADER + "".join(_section(Config(), ()))


def reasons(options: type) -> dict[str, str]:
    """Field name -> the string that documents it, on one line; only the fields that have one."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(options)))
    assert isinstance(tree.body[0], ast.ClassDef)
    body = tree.body[0].body
    found: dict[str, str] = {}
    for statement, following in itertools.pairwise(body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found


def _section(options: object, at: tables.Path) -> Iterator[str]:
    """Lines of one section, its own keys before the sections below it."""
    assert is_dataclass(options)
    why = reasons(type(options))
    names = [each.name for each in fields(options)]
    plain = [name for name in names if not is_dataclass(getattr(options, name))]
    if plain:
        yield f"\n[{'.'.join(at)}]\n"
    for name in plain:
        yield f"# {why[name]}\n" if name in why else ""
        yield f"{name} = {tables.as_toml(getattr(options, name))}\n"
    for name in names:
        if name not in plain:
            yield from _section(getattr(options, name), (*at, name))
