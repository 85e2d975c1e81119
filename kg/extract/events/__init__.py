"""Events: what happened, who did it to whom, where, when, and whether it really did."""

from kg.extract.events.encoded import load_encoded_spotter
from kg.extract.events.finder import find_events

__all__ = ["find_events", "load_encoded_spotter"]
