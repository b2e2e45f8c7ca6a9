"""The model errors, by who must act.

ModelError
    WeightsMissing      the operator installs or pulls weights
    WeightsInvalid      a file is not the one that the catalogue names
    LanguageUnsupported the operator chooses another language or installs a model for it
    InferenceFailed     the caller retries; three in a row end the session
"""

from __future__ import annotations


class ModelError(Exception):
    """A model cannot be had or does not answer. The message is one line: the thing, the reason, the fix."""


class WeightsMissing(ModelError):
    """No source that may be asked holds the weights."""


class WeightsInvalid(ModelError):
    """A file differs from its pinned sha256; the message holds path, expected hash and hash found."""


class LanguageUnsupported(ModelError):
    """No installed route translates into this language."""


class InferenceFailed(ModelError):
    """A loaded model raised, died or timed out."""
