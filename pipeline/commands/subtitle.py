"""`zimu subtitle`: subtitle files for recordings, folders of them, and whatever is dropped into a folder."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from pipeline import commands
from pipeline.errors import SOME_FAILED


def subtitle(
    files: Annotated[
        list[str],
        typer.Argument(help="Recordings, folders of them, or patterns in quotes: 'season?/*.mkv'."),
    ],
    to: commands.To = "en",
    output_dir: commands.OutputDir = None,
    form: commands.Form = "srt",
    preset: commands.Preset = "",
    bilingual: commands.Bilingual = "",
    mux: Annotated[str, typer.Option(help="Also a copy of the video with soft subtitles: mkv or mp4.")] = "",
    burn: Annotated[str, typer.Option(help="Also one with this language (or zh+en) in the picture.")] = "",
    font: Annotated[
        str, typer.Option(help="For --burn, a name or file; else one that has the letters.")
    ] = "",
    shots: Annotated[bool, typer.Option("--shots", help="Move times to the cuts of the picture.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and take what comes into the folders; Ctrl-C ends.")
    ] = False,
    still: Annotated[
        float, typer.Option(min=0.1, help="For --watch: seconds that a file must not have grown.")
    ] = 10.0,
    overwrite: commands.Overwrite = False,
    lang_code: commands.NameCode = "bcp47",
    script: commands.Script = "",
    glossary: commands.Glossaries = None,
    allow_poor: commands.AllowPoor = False,
    config: commands.ConfigFile = None,
    set_: commands.Settings = None,
) -> None:
    """Write SHOW.zh-Hans.srt, SHOW.en.srt … for each recording. Those that are there stay as they are.

    A folder is searched to the bottom; under --output-dir its own folders come again. A run that was stopped,
    kill -9 included, goes on where it was when it is started again.

    The names of the files written are printed on stdout. Exit code 3 when some shows failed.
    """
    from rich.console import Console

    from pipeline import config as configuration
    from pipeline import loaded
    from pipeline.fonts import find_fonts
    from pipeline.jobs.job import Job
    from pipeline.layout.languages import lookup
    from pipeline.output import Output

    chosen = configuration.asked(configuration.load(config, set_ or ()), script, glossary or (), allow_poor)
    chosen = configuration.unhurried(configuration.laid_out(chosen, preset, shots))
    output = Output.asked(output_dir, form, lang_code, overwrite, bilingual, mux, burn, font)
    wanted = loaded.languages(",".join((to, *output.languages)), chosen.text.script)
    for tag in filter(None, output.burn.split("+")):  # hours before its text is known
        find_fonts(lookup(tag).autonym, tag, font)
    console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
    job = Job(chosen, output, wanted, console)
    with _terminated_as_interrupted():
        all_made = job.watch(files, still) if watch else job.run(files)
    if not all_made:
        raise typer.Exit(SOME_FAILED)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM, which ends a service, is to leave as little behind as Ctrl-C."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
