"""Mozilla's Remote Settings: where a Firefox translation model is, and the hash that Mozilla states for it.

Collection `translations-models`, whose attachments are served as they are, uncompressed. A record is {name,
fromLang, toLang, version, fileType, filter_expression, attachment: {hash, size, location}}; the hash is the
sha256.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from models.catalog import Entry, File, Mozilla, RelativePath, Sha256, fault
from models.digest import Expected
from models.errors import WeightsInvalid, WeightsMissing
from models.fetch import get_json
from models.statement import Offer, Statement, agreed

_RECORDS = "buckets/main/collections/translations-models/records"


@dataclass(frozen=True, slots=True)
class _Attachment:
    hash: Sha256
    size: int
    location: RelativePath


@dataclass(frozen=True, slots=True)
class _Record:
    name: RelativePath
    fromLang: str
    toLang: str
    version: str
    attachment: _Attachment
    filter_expression: str = ""

    @property
    def release(self) -> tuple[int, ...]:
        """The version as numbers; empty for an alpha and for what only phones or nightly builds get."""
        everyone = not self.filter_expression or "OS != 'Android'" in self.filter_expression
        return (
            tuple(map(int, self.version.split(".")))
            if everyone and re.fullmatch(r"[\d.]+\d", self.version)
            else ()
        )


@dataclass(frozen=True, slots=True)
class _Records:
    data: tuple[_Record, ...]


@dataclass(frozen=True, slots=True)
class _Attachments:
    base_url: str


@dataclass(frozen=True, slots=True)
class _Capabilities:
    attachments: _Attachments


@dataclass(frozen=True, slots=True)
class _Server:
    capabilities: _Capabilities


_LISTING, _SERVER = TypeAdapter(_Records), TypeAdapter(_Server)


def pinned(entry: Entry, mozilla: Mozilla, endpoint: str, timeout: float) -> Statement:
    """The attachments that the catalogue names by location and hash. Raises as `listed` does."""
    base = _attachments(endpoint, timeout)
    offers = (
        Offer(file.path, base + (file.at or file.path), Expected(file.sha256 or "", size=file.size))
        for file in entry.files
    )
    return Statement(f"{mozilla.source}-{mozilla.target} of {endpoint}", "as catalogued", tuple(offers))


def listed(entry: Entry, mozilla: Mozilla, endpoint: str, timeout: float) -> Statement:
    """The records with the pinned hashes, wherever they are now; without a pin, those of the newest release.

    Raises WeightsMissing if the service does not answer or has no such records, WeightsInvalid if it answers
    nonsense.
    """
    url = f"{endpoint}/{_RECORDS}"
    try:
        records = _LISTING.validate_json(get_json(url, timeout)).data
    except ValidationError as error:
        raise WeightsInvalid(f"{url}: not Mozilla's list of models: {fault(error)}") from error
    pair = [r for r in records if (r.fromLang, r.toLang) == (mozilla.source, mozilla.target)]
    newest = max((r.release for r in pair), default=())
    base, source = _attachments(endpoint, timeout), f"{mozilla.source}-{mozilla.target} of {endpoint}"
    offers = []
    for file in entry.files:
        record = _choose(file, pair, newest)
        if record is None:
            raise WeightsMissing(
                f"{entry.name}: {source} lists no {file.path} {file.sha256 or ''}; upgrade zimu"
            )
        stated = Expected(record.attachment.hash, size=record.attachment.size)
        offers.append(
            Offer(file.path, base + record.attachment.location, agreed(entry, file, stated, source))
        )
    return Statement(source, ".".join(map(str, newest)), tuple(offers))


def _choose(file: File, pair: list[_Record], newest: tuple[int, ...]) -> _Record | None:
    for record in pair:
        if file.sha256 and record.attachment.hash == file.sha256:
            return record
        if not file.sha256 and newest and record.release == newest and record.name == file.path:
            return record
    return None


def _attachments(endpoint: str, timeout: float) -> str:
    """Base address of the attachments, with a slash at its end: the server itself names it."""
    try:
        server = _SERVER.validate_json(get_json(f"{endpoint}/", timeout))
    except ValidationError as error:
        raise WeightsInvalid(f"{endpoint}/: not a Remote Settings server: {fault(error)}") from error
    return server.capabilities.attachments.base_url.rstrip("/") + "/"
