"""A bill of materials of this environment, the same bytes each time, as CycloneDX's JSON: `python -m tests.sbom`."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
# Not validated: checking it against the schema takes half a minute and finds what cyclonedx-py itself would do wrong.
ARGUMENTS = ("environment", "--no-validate", "--output-reproducible", "--pyproject", str(PROJECT))


def bill() -> str:
    """What is installed, as CycloneDX's JSON."""
    argv = [sys.executable, "-m", "cyclonedx_py", *ARGUMENTS]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.stdout.write(bill())
