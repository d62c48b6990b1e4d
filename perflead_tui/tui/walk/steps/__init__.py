"""The nine steps, in their order."""

from perflead_tui.tui.walk.steps.choose import Choose
from perflead_tui.tui.walk.steps.contract import Contract
from perflead_tui.tui.walk.steps.ending import Ending
from perflead_tui.tui.walk.steps.first_look import FirstLook
from perflead_tui.tui.walk.steps.plan import PlanStep
from perflead_tui.tui.walk.steps.predict import Predict
from perflead_tui.tui.walk.steps.strengths import Strengths
from perflead_tui.tui.walk.steps.surprises import Surprises
from perflead_tui.tui.walk.steps.voices import Voices

STEPS_IN_ORDER = (
    Contract(),
    Predict(),
    FirstLook(),
    Strengths(),
    Surprises(),
    Voices(),
    Choose(),
    PlanStep(),
    Ending(),
)
"""Step n stands at n - 1."""
