"""The time line of a fit: what it told, kept so that any iteration can be looked at again."""

from engine.history.history import History
from engine.history.moments import Moment, Movers

__all__ = ["History", "Moment", "Movers"]
