"""Stories of elements; their assertions explain themselves as those of tests do."""

import pytest

PARTS = ("boundaries", "calls", "events", "gateways", "loops", "stage", "tasks")

pytest.register_assert_rewrite(*(f"{__name__}.{part}" for part in PARTS))
