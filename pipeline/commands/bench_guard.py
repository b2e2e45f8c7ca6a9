"""`zimu bench guard`: fails where the hot path became slower than what was last accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def guard(
    update: Annotated[
        str, typer.Option(metavar="WHY", help="Accept what is measured now, and say why it may be so.")
    ] = "",
    rounds: Annotated[int, typer.Option(min=6, help="Rounds of timing in a process.")] = 14,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Default: benchmarks/baseline.json.")
    ] = None,
) -> None:
    """Measure the hot path and compare it with benchmarks/baseline.json; exit 1 where it became slower.

    Times are CPU time in that of a fixed calibration run just before and after, so that other load hardly
    moves them; what is not clearly within its bound is measured in two more processes. Bytecodes,
    instructions (with valgrind), memory, calls of the networks and queues are counted, and no noise is in
    them. Markdown on stdout, progress on stderr.
    """
    from benchmarks.guard import guard as run
    from benchmarks.guard import told
    from benchmarks.guard.baseline import FILE, Baseline
    from benchmarks.guard.timing import Rounds
    from benchmarks.signature import line, signature
    from pipeline import config

    file = baseline or FILE
    accepted = Baseline.read(file)
    found = run.measure(
        accepted, Rounds(rounds), lambda line: typer.echo(f"zimu: {line}", err=True), least=3 if update else 1
    )
    verdicts = run.judge(found, accepted)
    signed = signature(config.load(), **run.libraries())
    typer.echo(f"{told.table(verdicts)}\n\n{line(signed)}\n")
    for remark in (*told.remarks(verdicts, accepted), *found.missing.values()):
        typer.echo(remark)
    if update:
        run.accept(found, accepted, signed, update)
        accepted.write(file)
        typer.echo(f"accepted in {file}: {update}")
        return
    failures = told.failures(verdicts)
    typer.echo("\n".join(failures) or "The guard passes.")
    if failures:
        raise typer.Exit(1)
