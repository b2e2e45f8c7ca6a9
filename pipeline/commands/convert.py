"""`zimu models convert`: a Hugging Face checkpoint for the engines that translate into many languages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.filesize import decimal

_DEFAULTS = {"onnx": "int8", "ctranslate2": "float16"}


def convert(
    source: Annotated[
        Path,
        typer.Argument(metavar="HF_DIR", help="A checkpoint of M2M100, NLLB-200 or Marian, in safetensors."),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to make.")],
    quantise: Annotated[
        str,
        typer.Option(
            "--quantise",
            "--quantize",
            metavar="TYPE",
            help="onnx: int8 (the default), uint8 for x86 without VNNI, float32 for a GPU; "
            "ctranslate2: float16 (the default), int8, int8_float16, float32.",
        ),
    ] = "",
    form: Annotated[
        Literal["onnx", "ctranslate2"],
        typer.Option("--format", help="onnx for CPUs, ctranslate2 (its converter needs torch) for GPUs."),
    ] = "onnx",
) -> None:
    """Convert a checkpoint, and print what was made: family, size, folder. Pickles are not read."""
    from models.mt import convert as conversion

    weights = quantise or _DEFAULTS[form]
    if weights == "int8" and form == "onnx":
        from models.whisper_greedy import saturates

        if saturates():
            weights = "uint8"
            typer.echo("this processor multiplies int8 wrongly: weights are held as uint8", err=True)
    card = conversion.convert(source, out, weights, form)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    typer.echo(f"{card.family}\t{card.format} {card.weights}\t{decimal(size)}\t{out}")
