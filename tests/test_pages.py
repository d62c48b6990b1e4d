"""The pages *reliability* and *performance* are what the tests themselves say, and every promise has its tests."""

import pytest

from tests.benchmarks.figures import Aim, Figure, amount, meant, read, times
from tests.holding import broken
from tests.pages.made import pages
from tests.pages.performance import tables
from tests.pages.promises import ROOT, Promise, exists, promises, sections
from tests.pages.reliability import FIGURES, PERFORMANCE, runs

pytest_plugins = ["pytester"]
PROMISES = list(promises())


@pytest.mark.parametrize("path", pages(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_is_what_the_committed_figures_and_promises_make_of_it(path) -> None:  # type: ignore[no-untyped-def]
    assert path.read_text(encoding="utf-8") == pages()[path], "run: python -m tests.pages"


def test_every_promise_has_tests_and_every_one_of_them_exists() -> None:
    assert [promise.words["en"] for promise in PROMISES if not promise.tests] == []
    assert [test for promise in PROMISES for test in promise.tests if not exists(test)] == []


def test_a_test_that_does_not_exist_is_noticed() -> None:
    assert exists("tests/test_pages.py::test_a_test_that_does_not_exist_is_noticed")
    assert not exists("tests/test_pages.py::test_that_nobody_wrote")
    assert not exists("tests/test_nowhere.py::test_a_test_that_does_not_exist_is_noticed")


def test_promises_are_said_once_and_in_both_languages() -> None:
    for language in ("en", "es"):
        said = [promise.words[language] for promise in PROMISES]
        assert len(set(said)) == len(said)
        assert all(words.endswith(".") for words in said)
    assert len({section.words["en"] for section in sections()}) == len(sections())


def test_a_promise_without_a_test_that_passed_is_broken() -> None:
    kept, lost = Promise({"en": "kept"}, ("a", "b")), Promise({"en": "lost"}, ("c", "d"))
    assert broken([kept, lost], {"a"}, None) == [lost]
    assert broken([kept, lost], {"a"}, {"a", "b", "c"}) == []  # not all of its tests were run
    assert broken([kept, lost], {"a"}, {"a", "b", "c", "d"}) == [lost]
    assert broken([kept, lost], {"a", "d"}, None) == []


def test_a_run_in_which_the_tests_of_a_promise_are_skipped_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(
        """
        import pytest
        from tests import holding
        from tests.pages.promises import Promise
        holding.promises = lambda: [Promise({"en": "Held."}, ("test_it.py::test_held",)),
                                    Promise({"en": "Skipped."}, ("test_it.py::test_skipped",))]
        def pytest_configure(config):
            config.pluginmanager.register(holding.Holding(config))
        """
    )
    pytester.makepyfile(
        test_it="""
        import pytest
        def test_held():
            pass
        def test_skipped():
            pytest.skip("no such thing here")
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["no test that passed holds: Skipped."])
    result.stdout.no_fnmatch_line("no test that passed holds: Held.")


def test_figures_of_long_runs_have_what_the_page_needs() -> None:
    for found in runs():
        assert found["title"] and found["command"] and found["counts"]
        assert found["failures"] >= 0 and found["seconds"] > 0


def test_the_figures_of_every_benchmark_are_kept() -> None:
    from tests.benchmarks.__main__ import MEASURED

    assert [section.name for section in read(FIGURES / PERFORMANCE)] == list(MEASURED)


def test_amounts_and_ratios_are_told_with_three_digits() -> None:
    assert [amount(value, "s") for value in (0.0000274, 0.00124, 0.0274, 0.274, 2.74)] == [
        "27.4 us",
        "1.24 ms",
        "27.4 ms",
        "274 ms",
        "2.74 s",
    ]
    assert [times(ratio) for ratio in (None, 0.00051, 0.5, 2.414)] == ["", "1/1,961", "0.50", "2.41"]


def test_an_aim_is_met_up_to_itself_and_not_beyond() -> None:
    def figure(value: float, aim: Aim) -> Figure:
        return Figure("a", "s", value, "b", 1.0, aim)

    assert [figure(value, Aim(2.0)).met for value in (1.9, 2.0, 2.1)] == [True, True, False]
    assert [figure(value, Aim(0.016, "figure")).met for value in (0.015, 0.017)] == [True, False]
    assert [meant(figure(1, aim)) for aim in (Aim(2.0), Aim(1.5), Aim(0.001), Aim(0.016, "figure"))] == [
        "2",
        "1.5",
        "1/1,000",
        "16 ms",
    ]


def test_rows_beside_one_thing_make_one_table_and_one_thing_beside_many_another() -> None:
    rows = [Figure(what, "s", 1.0, beside, 1.0) for what, beside in ("ax", "bx", "cx", "dy", "dz", "dw")]
    assert [(one, [each.what + each.beside for each in found]) for one, found in tables(rows)] == [
        (False, ["ax", "bx", "cx"]),
        (True, ["dy", "dz", "dw"]),
    ]
