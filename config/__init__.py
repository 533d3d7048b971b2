"""How the house is put together and started."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
