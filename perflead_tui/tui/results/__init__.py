"""The report on screen: how to read it, competencies, items, time, comments."""

from perflead_tui.tui.results.app import ResultsApp, show_results

__all__ = ["ResultsApp", "show_results"]
