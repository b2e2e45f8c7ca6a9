"""The program `zimu`: mounts the commands and turns every error into a line on stderr and an exit code.

Nothing heavy is imported before a command runs, so help comes at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import dataclass
from typing import Annotated

import typer

from models.errors import ModelError
from pipeline import __version__, log
from pipeline.errors import ZimuError, exit_code


@dataclass(slots=True)
class _Run:
    """What the options before the command's name chose."""

    debug: bool = False


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code; the codes are in pipeline.errors."""
    # The recogniser's mel product is too small for OpenBLAS's threads, which then spin: 55 ms of CPU a call.
    # OpenBLAS reads this once, when numpy is first imported, and no import above brings numpy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    run = _Run(debug=bool(os.environ.get("ZIMU_DEBUG")))
    try:
        application(run)(arguments, prog_name="zimu")
    except (Exception, BaseExceptionGroup) as raised:  # noqa: BLE001 (here any error becomes an exit code)
        error = _cause(raised)
        if isinstance(error, KeyboardInterrupt):
            sys.exit(exit_code(error))
        if run.debug:
            traceback.print_exception(raised)
        typer.echo(f"zimu: {_line(error)}", err=True)
        sys.exit(exit_code(error))


def application(run: _Run) -> typer.Typer:
    """The whole command line. Commands are imported here: they may bring numpy, and main is ready for it."""
    from pipeline.commands import (
        bench,
        check,
        check_config,
        check_hls,
        doctor,
        hook,
        live,
        models,
        mux,
        serve,
        subtitle,
        translate,
    )

    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

    @app.callback()
    def options(
        log_format: Annotated[
            str, typer.Option(metavar="console|json", help="How the log on stderr is written.")
        ] = "console",
        debug: Annotated[
            bool, typer.Option("--debug", help="Log more; show where an error came from.")
        ] = False,
        version: Annotated[
            bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
        ] = False,
    ) -> None:
        """Mandarin streams and recordings, subtitled in many languages."""
        run.debug = run.debug or debug
        if log_format not in ("console", "json"):
            raise typer.BadParameter(f"{log_format}: choose console or json", param_hint="--log-format")
        color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        log.set_up("json" if log_format == "json" else "console", debug=run.debug, color=color)

    app.command("live")(live.live)
    app.command("serve")(serve.serve)
    app.command("hook")(hook.hook)
    app.command("subtitle")(subtitle.subtitle)
    app.command("translate")(translate.translate)
    app.command("mux")(mux.mux)
    app.command("check")(check.check)
    app.add_typer(models.app, name="models")
    app.command("doctor")(doctor.doctor)
    app.add_typer(bench.app, name="bench")
    app.command("check-config")(check_config.check_config)
    app.command("check-hls")(check_hls.check_hls)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"zimu {__version__}")
        raise typer.Exit


def _cause(error: BaseException) -> BaseException:
    """The error itself, out of the groups that task groups wrap around it; an interrupt before all else."""
    if isinstance(error, BaseExceptionGroup):
        error = error.subgroup(KeyboardInterrupt) or error
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    if isinstance(error, ZimuError | ModelError):
        return text
    return f"{type(error).__name__}: {text} (a fault in zimu: --debug before the command shows where)"
