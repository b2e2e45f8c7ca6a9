"""What a client that comes back has missed: the last finished captions of each language."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection

from pipeline.sinks.backlog import Message


class Past:
    """Finished captions, at most `kept` a language; of one key the newest counts, in the newest's place."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._by_language: defaultdict[str, OrderedDict[str, Message]] = defaultdict(OrderedDict)

    def add(self, message: Message) -> None:
        captions = self._by_language[message.language]
        captions.pop(message.key, None)
        captions[message.key] = message
        while len(captions) > self._kept:
            captions.popitem(last=False)

    def since(self, seq: int, languages: Collection[str]) -> list[Message]:
        """Those after `seq` in order; of all languages where none is named."""
        found = [
            message
            for language, captions in self._by_language.items()
            if not languages or language in languages
            for message in captions.values()
            if message.seq > seq
        ]
        return sorted(found, key=lambda message: message.seq)
