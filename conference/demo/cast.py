"""The invented people of the demo: two hospitals, the board's disciplines, and a person for every case."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts import actions
from accounts.models import Hospital, Unit, User
from accounts.roles import Role
from conference.imports import Person
from patients import identity
from patients.identity import Scheme

NUMBERS = Path(__file__).with_name("person_numbers.txt")

# user name, name, role; the last three work in no unit of the conference
PEOPLE = (
    ("coordinator", "Karin Lind", Role.COORDINATOR),
    ("surgeon", "Anders Bergström", Role.SURGEON),
    ("interventionist", "Miriam Kohl", Role.INTERVENTIONAL_RADIOLOGIST),
    ("radiologist", "Peter Nyman", Role.DIAGNOSTIC_RADIOLOGIST),
    ("endocrinologist", "Sofia Ekdahl", Role.ENDOCRINOLOGIST),
    ("nuclear", "Jonas Wik", Role.NUCLEAR_MEDICINE),
    ("pathologist", "Ulla Frank", Role.PATHOLOGIST),
    ("room", "Conference room 4", Role.ROOM_DISPLAY),
)
OUTSIDE = (
    ("auditor", "Erik Sand", Role.AUDITOR),
    ("privacy", "Lena Borg", Role.PRIVACY_OFFICER),
    ("admin", "Nils Ek", Role.ADMINISTRATOR),
)
SURNAMES = {
    "female": (
        "Ahlgren",
        "Bech",
        "Cederlund",
        "Dahlqvist",
        "Eklöf",
        "Friis",
        "Grönwall",
        "Höglund",
        "Iversen",
        "Jarl",
        "Krogh",
    ),
    "male": (
        "Lindmark",
        "Møller",
        "Nordin",
        "Öberg",
        "Palmgren",
        "Qvist",
        "Ravn",
        "Sjödin",
        "Thulin",
        "Ullman",
        "Vestergaard",
    ),
    "": (
        "Wallin",
        "Yttergren",
        "Zetterlund",
        "Åkesson",
        "Ärlig",
        "Bülow",
        "Fürst",
        "Gyllen",
        "Hauge",
        "Lykke",
        "Storm",
    ),
}
GIVEN = {
    "female": ("Astrid", "Birgit", "Clara", "Dagny", "Ebba", "Freja", "Gudrun", "Hedvig", "Ingrid", "Johanne", "Karen"),
    "male": ("Axel", "Bertil", "Christian", "David", "Emil", "Folke", "Gustav", "Henrik", "Ivar", "Jens", "Konrad"),
    "": ("Kim", "Robin", "Alex", "Sascha", "Mika", "Eli", "Noa", "Tove", "Jean", "Lou", "Bo"),
}


@dataclass
class Cast:
    """Everybody the demo's actions are done by."""

    hospital: Hospital
    unit: Unit
    users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, username: str) -> User:
        return self.users[username]


def engage() -> Cast:
    """Two hospitals and their people: a Swedish one that hosts the conference, a Danish one that refers to it."""
    host = actions.found_hospital(
        name="Nordhamn University Hospital",
        country="SE",
        by=None,
        srfa=False,
        tare=True,
        sbrt=True,
        prrt=True,
        deb_tace=False,
    )
    unit = actions.open_unit(
        hospital=host,
        name="Liver conference",
        email="liver.conference@nordhamn.example",
        hosts_conference=True,
        by=None,
    )
    cast = Cast(host, unit)
    for username, name, role in PEOPLE:
        cast.users[username] = _hire(username, name, role, host, unit)
    for username, name, role in OUTSIDE:
        cast.users[username] = _hire(username, name, role, host, None)
    other = actions.found_hospital(name="Østerkær Hospital", country="DK", by=None, time_zone="Europe/Copenhagen")
    clinic = actions.open_unit(hospital=other, name="Endocrinology", by=None)
    cast.users["referrer"] = _hire("referrer", "Mette Holm", Role.REFERRER, other, clinic)
    return cast


def _hire(username: str, name: str, role: str, hospital: Hospital, unit: Unit | None) -> User:
    user = actions.add_user(
        username=username, name=name, password=settings.DEMO_PASSWORD, email=f"{username}@nordhamn.example", by=None
    )
    actions.join(user=user, hospital=hospital, role=role, unit=unit, since=dt.date(2020, 1, 1), by=None)
    return user


class Invented:
    """A person for each case: the age and sex the case states, and a number that belongs to nobody."""

    def __init__(self) -> None:
        self.count = 0
        lines = [line.strip() for line in NUMBERS.read_text(encoding="utf-8").splitlines()]
        texts = [line for line in lines if line and not line.startswith("#")]
        self.personal = [identity.read(Scheme.SE_PERSONNUMMER, text) for text in texts if not text.startswith("99")]
        self.reserve = iter([text for text in texts if text.startswith("99")])

    def person(self, case: dict[str, Any], day: dt.date) -> Person:
        """Who a case is given to, as old on the day as the case says; without age or sex the number holds neither."""
        stated = case.get("patient") or {}
        sex, age = stated.get("sex") or "", stated.get("age_years")
        surname, given = self._name(sex)
        if age is None or sex not in {"female", "male"}:
            reserve = next(self.reserve, None)
            scheme, number = (Scheme.SE_RESERVE, reserve) if reserve else (Scheme.LOCAL, f"NH-{1000 + self.count}")
            return Person(surname, given, scheme, number, sex=sex)
        return self._numbered(surname, given, sex, age, day)

    def _name(self, sex: str) -> tuple[str, str]:
        self.count += 1
        kind = sex if sex in SURNAMES else ""
        return SURNAMES[kind][self.count % 11], GIVEN[kind][self.count * 7 // 3 % 11]

    def _numbered(self, surname: str, given: str, sex: str, age: int, day: dt.date) -> Person:
        for known in self.personal:
            if known.sex == sex and known.birth_date and _age(known.birth_date, day) == age:
                self.personal.remove(known)
                return Person(surname, given, known.scheme, known.normalised, known.birth_date, sex)
        born = day.replace(year=day.year - age, day=1) - dt.timedelta(days=30 + self.count)
        return Person(surname, given, Scheme.DK_REPLACEMENT, replacement_number(born, sex, self.count), born, sex)


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def replacement_number(born: dt.date, sex: str, serial: int) -> str:
    """A Danish replacement number by its rule: the first digit of the day raised by 6; it is never a real person's."""
    century = 4 if born.year >= 2000 else 0
    last = serial % 5 * 2 + (sex == "male")
    return f"{born.day + 60:02d}{born:%m%y}-{century}{serial % 100:02d}{last}"
