"""Who can log in to the demo: `python -m config.people`. Names only people who have the demo's password."""

import os
from collections.abc import Iterator


def demo_logins() -> Iterator[str]:
    """One line per demo person: the name to type, and the roles."""
    from django.conf import settings

    from accounts.models import User
    from accounts.roles import Role
    from core.database import working_for

    yield f"password {settings.DEMO_PASSWORD}"
    with working_for():
        for user in User.objects.filter(is_active=True).order_by(User.USERNAME_FIELD):
            if user.check_password(settings.DEMO_PASSWORD):
                roles = ", ".join(str(Role(role).label) for role in user.acting.roles)
                yield f"{user.get_username():<28} {roles}"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(*demo_logins(), sep="\n")  # noqa: T201
