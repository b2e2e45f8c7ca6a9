"""The Hugging Face hub: which commit, which files, and the hash that it states for each.

A large file has a sha256 (Git LFS); a small one only a git blob id, which is as good for this commit, and
`pull` then records its sha256. API: GET /api/models/{repo}/revision/{revision}?blobs=true, as
huggingface_hub calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from models.catalog import Commit, Entry, Hub, RelativePath, Sha256, fault
from models.digest import Expected
from models.errors import WeightsInvalid, WeightsMissing
from models.fetch import get_json
from models.statement import Offer, Statement, agreed


@dataclass(frozen=True, slots=True)
class _Lfs:
    sha256: Sha256
    size: int


@dataclass(frozen=True, slots=True)
class _Sibling:
    rfilename: RelativePath
    blobId: Commit = ""
    size: int = 0
    lfs: _Lfs | None = None

    def expected(self) -> Expected:
        if self.lfs:
            return Expected(sha256=self.lfs.sha256, size=self.lfs.size)
        return Expected(git_blob=self.blobId, size=self.size)


@dataclass(frozen=True, slots=True)
class _Repository:
    sha: Commit
    siblings: tuple[_Sibling, ...]


_REPOSITORY = TypeAdapter(_Repository)


def state(entry: Entry, hub: Hub, endpoint: str, timeout: float) -> Statement:
    """What to fetch from where. The hub is asked unless the catalogue has the commit, every hash and every
    size.

    Raises WeightsMissing if the hub does not answer or lacks a file, WeightsInvalid if it contradicts the
    catalogue or answers nonsense, such as a file name that leaves its directory.
    """
    source = f"{hub.repo} on {endpoint}"
    revision = hub.revision
    listed: dict[str, Expected] = {}
    if not (entry.pinned and entry.size and revision):
        revision, listed = _ask(hub, endpoint, timeout)
    offers = []
    for file in entry.files:
        at = file.at or file.path
        if listed and at not in listed:
            raise WeightsMissing(f"{entry.name}: {source} has no {at} at revision {revision}")
        expected = agreed(entry, file, listed.get(at, Expected()), source)
        offers.append(Offer(file.path, f"{endpoint}/{hub.repo}/resolve/{revision}/{quote(at)}", expected))
    return Statement(source, revision, tuple(offers))


def _ask(hub: Hub, endpoint: str, timeout: float) -> tuple[str, dict[str, Expected]]:
    url = f"{endpoint}/api/models/{hub.repo}/revision/{hub.revision or 'main'}?blobs=true"
    try:
        answer = _REPOSITORY.validate_json(get_json(url, timeout))
    except ValidationError as error:
        raise WeightsInvalid(f"{url}: not the answer of a hub: {fault(error)}") from error
    if not answer.sha or (hub.revision and answer.sha != hub.revision):
        raise WeightsInvalid(f"{url}: answers for revision {answer.sha!r}")
    return answer.sha, {sibling.rfilename: sibling.expected() for sibling in answer.siblings}
