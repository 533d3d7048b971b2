"""The demo: every list of every screen has something true to show, today and at the meeting to come."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from conference import demo
from conference.models import AgendaItem, Decision, Referral
from patients import actions
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Clinical
from treatments.models import FollowUp

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


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


def test_a_fact_entered_today_is_what_the_coming_meeting_reads() -> None:
    demo.load()
    item = AgendaItem.objects.select_related("patient", "board").get(patient__reference="W14", status="listed")
    by = User.objects.get(username="surgeon")
    actions.observe(patient=item.patient, answers={"fitness.ecog": Answer(number=Decimal(4))}, date=TODAY, by=by)
    assert item.board.day > TODAY
    assert Chart.read(item.patient, item.board.day).facts["fitness.ecog"].value == 4


def test_nothing_in_a_record_was_seen_or_learnt_after_today() -> None:
    demo.load()
    for model in [model for model in apps.get_models() if issubclass(model, Clinical)]:
        rows: Any = model._default_manager
        late = rows.filter(models.Q(noted_on__gt=TODAY) | models.Q(date__gt=TODAY))
        assert not late.exists(), model.__name__
