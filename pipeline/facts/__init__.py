"""Numbers, prices, discounts and measures: read from Chinese, looked for in translations, mended there."""

from pipeline.facts.check import invented, missing
from pipeline.facts.read import read
from pipeline.facts.repair import repaired
from pipeline.facts.show import said, shown
from pipeline.facts.types import Fact, Kind
from pipeline.facts.weight import sells, slight

__all__ = ["Fact", "Kind", "invented", "missing", "read", "repaired", "said", "sells", "shown", "slight"]
