"""The house's addresses and those it is compared with."""

from django.urls import include, path

from bench.stock import nothing, stock

urlpatterns = [path("bench/stock/", stock), path("bench/nothing/", nothing), path("", include("config.urls"))]
