"""Two exports of one report are the same, byte for byte: in any process, at any time, in any place."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import hashlib, json, sys
from perflead_tui.export.plan_alone import PlanAlone
from perflead_tui.flows.beside import material_of_file
from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.flows.reporting import FORMATS, Look, Subject, render
from perflead_tui.paths import sample_dir
from perflead_tui.results.plan import Focus, Plan

folder = sample_dir() / SAMPLE / RESULTS
material = material_of_file(*(folder / name / "report.json" for name in ("review", "earlier", "agency")))
plan = Plan(leader="Jordan Rivera", focus=[Focus(competency="PPL", label="x", behaviour="I ask.")], message="Thanks.")
subject = Subject(material, plan)
for kind in FORMATS:
    for look in (Look("en", radar=True), Look("es", plan_only=True)):
        print(kind, look.plan_only, hashlib.sha256(render(subject, kind, look)).hexdigest())
"""


def rendered(seed: str, zone: str, home: Path) -> list[str]:
    """The digest of every format, of the whole report and of the plan alone, made by a process of its own."""
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(home), "USER": seed, "LC_ALL": "C.UTF-8"}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    args = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(args, capture_output=True, text=True, check=True, env=env, cwd=home, timeout=120)
    return done.stdout.splitlines()


def test_every_format_is_the_same_whatever_the_process_the_clock_and_the_user(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first = rendered("1", "Asia/Tokyo", tmp_path)
    assert len(first) == 14
    assert rendered("2", "America/Chicago", tmp_path / "other") == first
