"""Chaos: the same seed makes the same choices; it is printed when a test fails."""

import os
import random

import pytest

SEED = int(os.environ.get("QUXIANG_TEST_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture
def dice() -> random.Random:
    print(f"QUXIANG_TEST_SEED={SEED}")
    return random.Random(SEED)
