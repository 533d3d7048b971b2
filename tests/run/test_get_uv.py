"""From nothing to uv, Python and packages, with any python3."""

import hashlib
import importlib.util
import io
import json
import subprocess
import sys
import zipfile

import pytest

from config.run.places import CLONE

SCRIPT = CLONE / "config" / "run" / "get_uv.py"


@pytest.fixture
def get_uv(tmp_path, monkeypatch):
    """The script as a module, putting its uv into a scratch folder."""
    spec = importlib.util.spec_from_file_location("get_uv", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "UV", str(tmp_path / "bin" / "uv"))
    return module


def fake_index(monkeypatch, get_uv, *, tampered=False):
    """A package index with one uv wheel for this machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("uv-0.13.1.data/scripts/uv", "#!/bin/sh\necho uv 0.13.1\n")
    wheel = packed.getvalue()
    digest = hashlib.sha256(b"another" if tampered else wheel).hexdigest()
    name = "uv-0.13.1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
    monkeypatch.setattr(get_uv, "fits", lambda filename: filename == name)
    file = {"filename": name, "url": "../../files/" + name, "digests": {"sha256": digest}}
    index = json.dumps({"releases": {"0.9.1": [], "0.13.1": [file], "0.14.0": []}}).encode()

    def answer(url, **_):
        return io.BytesIO(index if url == get_uv.RELEASES else wheel)

    monkeypatch.setattr(get_uv.urllib.request, "urlopen", answer)


def fail(_folder):
    raise OSError("not here")


def test_the_script_needs_nothing_newer_than_python_3_8():
    checker = "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 8))"
    subprocess.run([sys.executable, "-c", checker, SCRIPT], check=True)


def test_without_pip_the_wheel_is_downloaded_and_its_hash_checked(get_uv, monkeypatch):
    fake_index(monkeypatch, get_uv)
    monkeypatch.setattr(get_uv, "by_venv", fail)
    monkeypatch.setattr(get_uv, "by_target", fail)
    get_uv.get_uv()
    assert subprocess.run([get_uv.UV], capture_output=True, text=True, check=True).stdout == "uv 0.13.1\n"


def test_a_wheel_that_is_not_what_the_index_describes_is_refused_in_one_line(get_uv, monkeypatch):
    fake_index(monkeypatch, get_uv, tampered=True)
    monkeypatch.setattr(get_uv, "by_venv", fail)
    monkeypatch.setattr(get_uv, "by_target", fail)
    with pytest.raises(SystemExit) as stopped:
        get_uv.get_uv()
    assert "the downloaded uv is not the one PyPI describes" in str(stopped.value)
    assert "\n" not in str(stopped.value)


def test_a_shim_whose_python_is_missing_does_not_count_as_a_python(get_uv, tmp_path):
    shim = tmp_path / "python3"
    shim.write_text("#!/bin/sh\necho 'pyenv: version 3.13 is not installed' >&2\nexit 1\n")
    shim.chmod(0o755)
    assert not get_uv.works([str(shim), "-c", ""])
    assert get_uv.works([sys.executable, "-c", ""])


def test_a_python_of_a_pyenv_set_to_another_version_is_found(get_uv, tmp_path, monkeypatch):
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text("#!/bin/sh\nexit 2\n")  # finds nothing
    uv.chmod(0o755)
    here = tmp_path / "pyenv" / "versions" / "3.13.1" / "bin" / "python3"
    here.parent.mkdir(parents=True)
    here.symlink_to(sys.executable)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    assert get_uv.find_python() == str(here)


def test_no_python_at_all_is_said_in_one_line(get_uv, tmp_path, monkeypatch):
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text("#!/bin/sh\nexit 2\n")
    uv.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "nothing"))
    with pytest.raises(SystemExit) as stopped:
        get_uv.get_python()
    assert str(stopped.value).startswith("Python 3.13 or newer is needed")
    assert "\n" not in str(stopped.value)


@pytest.fixture
def stand_alone(get_uv, tmp_path, monkeypatch):
    """A clone without network and with another index preferred: the real uv, asked for a dry run."""
    monkeypatch.setattr(get_uv, "UV", str(CLONE / ".uv" / "bin" / "uv"))
    monkeypatch.setattr(get_uv, "CLONE", str(tmp_path))
    monkeypatch.setattr(get_uv, "get_python", lambda: sys.executable)
    for name in ("pyproject.toml", "uv.lock"):
        (tmp_path / name).write_bytes((CLONE / name).read_bytes())
    elsewhere = {
        "UV_OFFLINE": "1",
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_DEFAULT_INDEX": "https://mirror.invalid/",
    }
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_a_lock_that_fits_needs_no_network(get_uv, stand_alone):
    assert get_uv.main(["--dry-run"]) == 0


def test_a_stale_lock_is_refused(get_uv, stand_alone):
    project = stand_alone / "pyproject.toml"
    project.write_text(project.read_text().replace('"packaging>=24"', '"packaging>=24.1"'))
    assert get_uv.main(["--dry-run"]) != 0


def test_the_image_refuses_a_stale_lock_too():
    assert "uv sync --locked --no-dev" in (CLONE / "Dockerfile").read_text()
