"""Write constraints.txt: the exact version of every package that the extras embedded, dev and bench install.

Run `make constraints`, with the oldest Python that is supported: packages drop that one first, so what
resolves there resolves on the newer ones too. pip does the resolving, from wheels alone; of its report only
names and versions are kept.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
HEADER = """\
# The exact version of every package, direct or not, that `pip install -e '.[embedded,dev,bench]'` brings
# on Linux and Python 3.11 to 3.13. Written by `make constraints`, used by `make demo` and `make test`.
"""
NEVER = {"torch"}  # gigabytes that no code here imports; one careless dependency would bring them


def resolve() -> dict[str, str]:
    """Ask pip what it would install into an empty environment: name -> version, zimu itself left out."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    report = subprocess.run(
        [*pip, "--only-binary", ":all:", "--report", "-", f"{ROOT}[embedded,dev,bench]"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = (item["metadata"] for item in json.loads(report)["install"])
    pins = {re.sub(r"[-_.]+", "-", item["name"]).lower(): item["version"] for item in found}
    pins.pop("zimu")
    return pins


def main() -> int:
    if sys.version_info[:2] != OLDEST:
        print(f"pin: run this with Python {OLDEST[0]}.{OLDEST[1]}, the oldest one supported", file=sys.stderr)
        return 2
    pins = resolve()
    if unwanted := NEVER & pins.keys():
        print(
            f"pin: a dependency pulls in {', '.join(sorted(unwanted))}; find it and drop it", file=sys.stderr
        )
        return 1
    lines = [f"{name}=={version}\n" for name, version in sorted(pins.items())]
    (ROOT / "constraints.txt").write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"pin: {len(lines)} packages in constraints.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
