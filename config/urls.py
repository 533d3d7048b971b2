"""Every address of the house: each app brings its own."""

from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("accounts.urls")),
    path("", include("patients.urls")),
    path("", include("treatments.urls")),
    path("", include("conference.urls")),
]
