from django.apps import AppConfig


class ConferenceConfig(AppConfig):
    name = "conference"

    def ready(self) -> None:
        """The screens of a meeting hear every act."""
        from conference.actions.turns import turn
        from core.audit import acted

        acted.connect(turn, dispatch_uid="conference.turn")
