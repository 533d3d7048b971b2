from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "treatments"

    def ready(self) -> None:
        """What lies below asks here: the lines of earlier treatments, and how old a fact may be in this hospital."""
        from django.core.checks import register

        from patients import chart
        from patients.actions.lists import HAS_LINES
        from treatments.actions.courses import were_given
        from treatments.checks import check_own_files
        from treatments.limits import held

        HAS_LINES["earlier_treatments"] = were_given
        chart.held = held
        register(check_own_files)
