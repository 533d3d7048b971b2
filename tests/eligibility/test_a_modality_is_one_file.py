"""A modality more is one file, one line and its vignettes: shown on a copy of the house, where histotripsy is added."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.run.places import CLONE
from tests.eligibility.cases import EXPECTED
from tests.run.services import Services
from treatments.eligibility import MODALITIES
from treatments.eligibility.parameters import PARAMETERS, band

HISTOTRIPSY = '''"""HIST: histotripsy, ultrasound that breaks up a lesion without a needle."""

from treatments.eligibility.asks import AtMost
from treatments.eligibility.criteria import Hard
from treatments.eligibility.dates import weeks
from treatments.eligibility.intents import local_cure
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality, Window
from treatments.eligibility.parameters import ABL_N, band
from treatments.eligibility.words import _

HIST_D = band("HIST_D", _("Longest diameter of a lesion for histotripsy"), 40, unit="mm", source="P")

MODALITY = Modality(
    code="histotripsy",
    kb="HIST",
    name=_("Histotripsy"),
    step=4,
    intents=local_cure(relieves=False),
    preparation="ablation",
    criteria=(
        Hard("HIST-1", AtMost("largest_lesion_mm", HIST_D), says=_("The largest lesion is small enough"), source="P"),
        Hard("HIST-2", AtMost("lesion_count", ABL_N), says=_("There are few enough lesions")),
        shared.liver_only("HIST-3", "P"),
    ),
    method=(Figure(_("Focused ultrasound breaks up the lesion through the skin"), "P"),),
    follow_up=(
        Window(
            "histotripsy-control",
            _("First images after histotripsy"),
            exams=("mri",),
            opens=weeks(4),
            due=weeks(6),
            overdue=weeks(8),
            source="P",
        ),
    ),
    outcomes=(expectations.SELDOM_PERMANENT,),
)
'''
VIGNETTES = """
[[vignette]]
story = "A lesion of 40 mm can be broken up by ultrasound"
facts = { largest_lesion_mm = 40, lesion_count = 1, tumour.extrahepatic = "none" }
expect = { HIST-1 = "met", HIST-2 = "met", histotripsy = "eligible" }

[[vignette]]
story = "A lesion over 40 mm is too large for ultrasound"
facts = { largest_lesion_mm = 40.1 }
expect = { HIST-1 = "not-met", histotripsy = "not-eligible" }

[[vignette]]
story = "Nobody has told the size"
facts = { lesion_count = 2 }
expect = { HIST-1 = "unknown", histotripsy = "cannot-tell" }
"""
OWN_TESTS = ("test_boundaries", "test_catalogue", "test_invariants", "test_levers", "test_plainness", "test_figures")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with one modality more."""
    copy = tmp_path_factory.mktemp("copy") / "house"
    here = (".*", "__pycache__", "staticfiles", "node_modules")
    shutil.copytree(CLONE, copy, ignore=shutil.ignore_patterns(*here))
    modalities = copy / "treatments" / "eligibility" / "modalities"
    (modalities / "histotripsy.py").write_text(HISTOTRIPSY, encoding="utf-8")
    line = (modalities / "__init__.py").read_text(encoding="utf-8")
    (modalities / "__init__.py").write_text(line.replace('    "sbrt",\n', '    "histotripsy",\n    "sbrt",\n'))
    with (copy / "tests" / "eligibility" / "vignettes.toml").open("a", encoding="utf-8") as vignettes:
        vignettes.write(VIGNETTES)
    return copy


def run(copy: Path, *words: str, **env: str) -> str:
    """What a Python program of the copy prints; it must end well."""
    done = subprocess.run(
        [sys.executable, *words], cwd=copy, env=os.environ | env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_the_copy_differs_by_one_file_one_line_and_vignettes(copy: Path) -> None:
    sources = ("treatments/eligibility", "tests/eligibility")
    there = {path.relative_to(copy) for part in sources for path in (copy / part).rglob("*.*")}
    here = {path.relative_to(CLONE) for part in sources for path in (CLONE / part).rglob("*.*")}
    assert {str(path) for path in there - here if "__pycache__" not in path.parts} == {
        "treatments/eligibility/modalities/histotripsy.py"
    }


def test_the_rules_own_tests_hold_with_it(copy: Path) -> None:
    tests = [f"tests/eligibility/{name}.py" for name in OWN_TESTS]
    told = run(
        copy, "-m", "pytest", "-q", *"-p no:django -p no:cacheprovider --noconftest -c".split(), os.devnull, *tests
    )
    assert " passed" in told
    assert "failed" not in told


def test_it_is_proposed_ranked_prepared_and_printed(copy: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(EXPECTED["W01"]["case"] | {"earlier_treatments": [{"type": "histotripsy"}]}))
    proposal = json.loads(run(copy, "manage.py", "propose", str(case)))
    codes = [one["code"] for one in proposal["modalities"]]
    assert len(codes) == len(MODALITIES) + 1
    (told,) = (one for one in proposal["modalities"] if one["code"] == "histotripsy")
    assert (told["outcome"], told["intents"]) == ("eligible", ["curative"])
    assert ["histotripsy"] in proposal["ranking"]
    assert {item["item"] for item in proposal["checklist"]["histotripsy"]} >= {"consent"}
    page = run(copy, "manage.py", "criteria")
    assert "## Histotripsy" in page
    assert "| HIST-1 | hard | The largest lesion is small enough |" in page
    assert "`HIST_D.met`" in page


def test_its_controls_are_planned(copy: Path, tmp_path: Path) -> None:
    record = {"format": "cantlie-procedures/1", "reference": "H", "procedures": []}
    done = {"id": "1", "type": "histotripsy", "performed": "2026-01-05"}
    (tmp_path / "done.json").write_text(json.dumps(record | {"procedures": [done]}))
    (task,) = json.loads(run(copy, "manage.py", "followups", str(tmp_path / "done.json")))["tasks"]
    assert (task["code"], task["due"]) == ("histotripsy-control", "2026-02-16")


def test_a_board_may_choose_it_and_no_migration_is_missing(copy: Path, services: Services) -> None:
    ask = "import django; django.setup(); from treatments.models import treatment_choices as c; print(dict(c())['histotripsy'])"
    with services.borrowed("one_more_modality") as database:
        env = {"DATABASE_URL": database.url, "DATABASE_OWNER_URL": database.owner_url}
        env["DJANGO_SETTINGS_MODULE"] = "config.settings"
        assert "No changes detected" in run(copy, "manage.py", "makemigrations", "--check", "--dry-run", **env)
        assert run(copy, "-c", ask, **env).strip() == "Histotripsy"


def test_a_limit_of_its_own_is_kept_once() -> None:
    with pytest.raises(ValueError, match="ABL_D"):
        band("ABL_D", "again", 1)
    assert PARAMETERS["ABL_D"].met == 30
