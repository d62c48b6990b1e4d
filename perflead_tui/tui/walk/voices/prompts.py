"""What the coach may say or ask at each kind of subpage of step 6."""

from perflead_tui.i18n import _
from perflead_tui.tui.walk.voices.places import Kind


def prompts(kind: Kind) -> tuple[str, ...]:
    """Each a sentence or two."""
    match kind:
        case Kind.CARD | Kind.LIST:
            return (
                _("Read it aloud, slowly. What does it ask of you?"),
                _("What returns in several comments? One voice is one voice."),
                _("If “who wrote this?” comes up: we cannot know, and looking for them breaks the promise."),
            )
        case Kind.TIME:
            return (
                _("What surprises you here? There is no right share."),
                _("What would have to stop so that there is time for what you want more of?"),
                _("Which of that can you decide yourself, and for what do you need the agency?"),
            )
        case Kind.WORK:
            return (
                _("When did you last have an hour for leadership, and what made it possible?"),
                _("Which part of the management could somebody else do, or learn to do?"),
            )
        case Kind.NOTHING:
            return ()
        case Kind.AGENCY:
            return (
                _("Where both are low: what would the agency have to change first?"),
                _("Where the agency is low and others see you high: how do you do it in spite of that?"),
                _("What of this can you take to your own manager?"),
            )
