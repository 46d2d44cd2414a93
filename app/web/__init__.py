"""Pages and doors: parse, call one use case, render or answer; with `main`, the only place that knows Flask."""
