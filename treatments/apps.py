from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "treatments"

    def ready(self) -> None:
        """Earlier treatments are a list of the patient, and its lines are kept here."""
        from patients.actions.lists import HAS_LINES
        from treatments.actions.courses import were_given

        HAS_LINES["earlier_treatments"] = were_given
