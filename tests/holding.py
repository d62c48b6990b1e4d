"""A plugin of pytest: a promise needs a test that passed, and not only one that exists.

After a run of all tests every promise must have one; after a run of some of them, those promises of which every test
was run. A test that was skipped holds nothing.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.pages.promises import Promise, promises

_USUAL = "not long"  # long runs are commands of their own: no promise rests on them alone


class Holding:
    """What has passed, and what was run at all, by the ids of tests without their parameters."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._passed: set[str] = set()
        self._seen: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One test came to its end; with several processes, the one who started them hears of all."""
        test = report.nodeid.partition("[")[0]
        self._seen.add(test)
        if report.when == "call" and report.passed:
            self._passed.add(test)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Turn a run that went well into a failure if a promise is left without a test that passed."""
        if hasattr(self._config, "workerinput") or exitstatus != pytest.ExitCode.OK:
            return
        left = broken(promises(), self._passed, None if self._is_whole() else self._seen)
        if left:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            terminal = self._config.pluginmanager.get_plugin("terminalreporter")
            for promise in left:
                terminal.write_line(f"no test that passed holds: {promise.words['en']}", red=True)

    def _is_whole(self) -> bool:
        option = self._config.option
        everything = {Path(path).resolve() for path in self._config.args} == {self._config.rootpath / "tests"}
        some = (
            option.keyword
            or option.markexpr not in ("", _USUAL)
            or option.collectonly
            or self._config.getoption("lf", False)
        )
        return everything and not some


def broken(found: Iterable[Promise], passed: set[str], seen: set[str] | None) -> list[Promise]:
    """The promises that no test of `passed` holds; with `seen`, of those alone all tests of which were run."""
    judged = (each for each in found if seen is None or seen.issuperset(each.tests))
    return [each for each in judged if passed.isdisjoint(each.tests)]
