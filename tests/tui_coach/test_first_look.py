"""What stands above and inside the first picture: the guesses, and why a number is missing."""

import re
from dataclasses import replace

from perflead_tui.flows.debrief import Debrief
from perflead_tui.tui.results.wordings import exact_words
from perflead_tui.tui.walk.model import Walk

from .test_steps14 import shown


def test_guesses_are_summed_up_above_the_picture(reading: Debrief) -> None:
    assert "Your guesses" not in shown(reading, 3)
    reading.guess("frontline", highest="PPL")
    told = shown(reading, 3)
    assert re.search(r"Your guesses: [01] of 1", told)
    assert told.index("Your guesses") < told.index("What others see most") < told.index("What you guessed")


def test_an_opened_line_says_why_a_number_is_missing(reading: Debrief) -> None:
    profile = Walk(reading, "en").profile
    owner = profile.lines[0]
    item = replace(owner.items[0], values={})
    told = " ".join(" ".join(row.plain for row in exact_words(profile, item, 76)).split())
    assert "No answer: Self" in told and "Not enough seen by Frontline" in told
    assert "No answer" not in " ".join(row.plain for row in exact_words(profile, owner.items[0], 76))
