"""The fixtures of the tracer's own tests."""

from tests.tracer.conftest import cache, keras, warm, warm_cache

__all__ = ["cache", "keras", "warm", "warm_cache"]
