"""Themes and samples are found from a wheel and from a checkout alike."""

import subprocess
import sys
from pathlib import Path

import pytest

from perflead_tui import paths

ROOT = Path(__file__).parent.parent
LOOK = (
    "from perflead_tui import paths, guide\n"
    "from perflead_tui.questionnaire.loading import load\n"
    "from perflead_tui.sealing.fingerprint import words\n"
    "print(paths.themes_dir(), paths.sample_dir(), sep='\\n')\n"
    "assert load('agency') and words(bytes(32)) and guide.topics()\n"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project built as a wheel and installed into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("perflead_tui-*.whl")
    target = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return target


def test_a_wheel_carries_themes_samples_and_everything_else(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed), "PATH": "", "SYSTEMROOT": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stdout.splitlines():
        folder = Path(line)
        assert installed in folder.parents
        assert {p.name for p in folder.iterdir()} == {p.name for p in (ROOT / folder.name).iterdir()}


def test_a_wheel_carries_every_file_that_is_not_python(installed: Path) -> None:
    kinds = {".yaml", ".md", ".css", ".tcss", ".typ", ".txt", ".LICENSE", ".typed"}
    wanted = {
        p.relative_to(ROOT) for p in (ROOT / "perflead_tui").rglob("*") if p.suffix in kinds or p.name == "py.typed"
    }
    assert wanted
    assert all((installed / path).is_file() for path in wanted)


def test_a_checkout_finds_its_own_folders() -> None:
    assert paths.themes_dir() == ROOT / "themes"
    assert paths.sample_dir() == ROOT / "sample_data"
