"""Whether a diagram is sound: it always can end, nothing in it waits for ever, and nothing happens twice by mistake.

van der Aalst's soundness of workflow nets, found by following all tokens; for a fault a shortest way to it is told."""

from app.engine.soundness.checking import check_soundness

__all__ = ["check_soundness"]
