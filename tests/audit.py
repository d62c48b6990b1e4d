"""Whether a known weakness is in the locked dependencies: `python -m tests.audit`.

pip-audit compares `.ci/requirements.lock` with the public advisories on Python packages. Ends with 0 if all were looked
up and none has any, 1 if one has, and 77, the usual code of a test that was skipped, with the reason, where the
advisories cannot be reached, for all packages or for some: an unknown package is not a sound one.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / ".ci" / "requirements.lock"
WEAK, SKIPPED = 1, 77
_SECONDS = 300
_AUDIT = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--timeout", "20")


def main() -> int:
    """Audit, and say what was found."""
    argv = [sys.executable, "-m", "pip_audit", *_AUDIT, "--requirement", str(LOCK)]
    try:
        told = subprocess.run(argv, capture_output=True, text=True, timeout=_SECONDS, check=False)
        found = json.loads(told.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        print("Skipped: the advisories cannot be reached from here.")
        return SKIPPED
    code, lines = judged(found)
    print("\n".join(lines))
    return code


def judged(found: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """The exit code and the lines for what pip-audit found."""
    weak = [f"{each['name']} {each['version']}: {vuln['id']}" for each in found for vuln in each.get("vulns", [])]
    unknown = [each["name"] for each in found if "skip_reason" in each]
    lines = [*weak, f"{len(found) - len(unknown)} of {len(found)} packages looked up, {len(weak)} known weaknesses."]
    if unknown:
        lines.append(f"Skipped: the advisories cannot be reached from here for {len(unknown)} packages.")
    return (WEAK if weak else SKIPPED if unknown else 0), lines


if __name__ == "__main__":
    sys.exit(main())
