"""The bot as it is served, whole, for what it logs."""

from tests.slack.conftest import whole

__all__ = ["whole"]
