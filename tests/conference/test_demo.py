"""The demo: every list of every screen has something true to show."""

import pytest
from django.test import Client

from accounts.models import User
from conference import demo
from conference.models import Decision, Referral
from treatments.models import FollowUp

pytestmark = pytest.mark.django_db


def test_the_demo_has_something_on_every_list() -> None:
    assert demo.load() > 30
    coordinator = Client()
    coordinator.force_login(User.objects.get(username="coordinator"))
    counts = coordinator.get("/follow_ups/").context["counts"]
    assert all(counts.values()), counts
    assert set(FollowUp.objects.values_list("status", flat=True)) >= {"to-book", "booked", "done", "read", "closed"}
    assert set(Referral.objects.values_list("status", flat=True)) >= {"sent", "accepted", "returned", "declined"}
    assert Decision.objects.filter(status="superseded").exists()
    back = Referral.objects.get(because_of__isnull=False)
    assert (back.why, back.case.status) == ("progression", "listed")
