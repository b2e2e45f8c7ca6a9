"""The errors of the pipeline, by who must act, and the exit code of each.

ZimuError
    ConfigError            2  the operator edits a file or an option; raised before anything starts
    InputError             1
        InputUnavailable   1  live: retried with backoff, a Gap is emitted; a file: it is not there
        InputUnsupported   2  this source will never work: not media, no audio track, a forbidden scheme
    SinkError              1  disk full, a path that cannot be written
    ProgramMissing         4  the operator installs a program, ffmpeg say
models.errors.ModelError   1
    WeightsMissing, WeightsInvalid, LanguageUnsupported   4

Codes: 0 done, 1 failed, 2 usage or input, 3 some files of a batch failed, 4 a model or program is missing or
wrong, 130 interrupted.
"""

from __future__ import annotations

from models.errors import LanguageUnsupported, ModelError, WeightsInvalid, WeightsMissing


class ZimuError(Exception):
    """One line that names the thing, the reason and the fix."""


class ConfigError(ZimuError):
    """A configuration file or an option is wrong."""


class ProgramMissing(ZimuError):
    """A program that zimu runs is not installed."""


class InputError(ZimuError):
    """The source cannot be read."""


class InputUnavailable(InputError):
    """The source is not there, or not there any more."""


class InputUnsupported(InputError):
    """The source is there and will never work."""


class SinkError(ZimuError):
    """What was made cannot be written."""


SOME_FAILED = 3
INTERRUPTED = 130


def exit_code(error: BaseException) -> int:
    """The process exit code for an error that ended the command."""
    match error:
        case KeyboardInterrupt():
            return INTERRUPTED
        case ConfigError() | InputUnsupported():
            return 2
        case ProgramMissing() | WeightsMissing() | WeightsInvalid() | LanguageUnsupported():
            return 4
        case ZimuError() | ModelError():
            return 1
    return 1
