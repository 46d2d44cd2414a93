"""What a measurement says: a figure, a peer of the same run, the ratio, the target and whether it was met."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

HEAD = ("what", "figure", "peer", "ratio", "target", "met")


@dataclass(frozen=True)
class Row:
    """One line of the table. Without `met` nothing is demanded: the figure explains another one."""

    what: str
    figure: str
    peer: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        met = "" if self.met is None else "yes" if self.met else "NO"
        return (self.what, self.figure, self.peer, self.ratio, self.target, met)


def faster(what: str, own: float, peer: float, least: float, peer_name: str, unit: str = "ms") -> Row:
    """Compare durations in seconds: the peer must take at least so many times as long."""
    scale = {"ms": 1e3, "µs": 1e6}[unit]
    ratio = peer / own
    figures = (f"{own * scale:.2f} {unit}", f"{peer_name} {peer * scale:.2f} {unit}")
    return Row(what, *figures, f"{ratio:.2f}×", f"≥ {least:g}×", ratio >= least)


def rate(what: str, own: float, peer: float, least: float, peer_name: str) -> Row:
    """Compare things done in a second."""
    figures = (f"{own:.1f}/s", f"{peer_name} {peer:.1f}/s")
    return Row(what, *figures, f"{own / peer:.2f}×", f"≥ {least:g}×", own / peer >= least)


def at_most(what: str, value: float, limit: float, unit: str, peer: str = "") -> Row:
    """Compare a figure with its limit."""
    return Row(what, f"{value:.4g} {unit}", peer, "", f"≤ {limit:g} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str, peer: str = "") -> Row:
    """Compare a figure that should be large with its limit."""
    return Row(what, f"{value:.4g} {unit}", peer, "", f"≥ {limit:g} {unit}", value >= limit)


def show(rows: Iterable[Row]) -> int:
    """Print the table; return how many targets were missed."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    for line in lines:
        sys.stdout.write("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() + "\n")
    return sum(line[-1] == "NO" for line in lines)
