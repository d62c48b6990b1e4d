"""Every command of the coach's app, once: bindings, palette, footer, help and `perflead guide keys` come from here.

No Textual is loaded, so that the guide can print the list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from perflead_tui.i18n import _


class Where(Enum):
    """Where a command is obeyed."""

    ANYWHERE = "anywhere"
    FIRST = "first"
    HOME = "home"
    TOOLS = "tools"
    NEW = "new"
    TERMS = "terms"
    DESK = "desk"
    CLOSING = "closing"
    WALK = "walk"


@dataclass(frozen=True)
class Command:
    """One thing that can be done. `name` is what the settings call it, such as `walk.next`.

    `keys` are Textual's names of keys, separated by commas, none if the palette alone has it; `action` is what Textual
    runs; `title` and `about` are said in the active language; `cli` is the command line that does the same. `short` is
    the title in a word, for the bar at the bottom.
    """

    name: str
    keys: str
    action: str
    title: Callable[[], str]
    about: Callable[[], str]
    cli: str = ""
    in_palette: bool = True
    short: Callable[[], str] | None = None

    @property
    def in_short(self) -> str:
        """The title as the bar at the bottom has it."""
        return self.short() if self.short else self.title()

    @property
    def where(self) -> Where:
        """Where it is obeyed."""
        return Where(self.name.partition(".")[0])


COMMANDS: tuple[Command, ...] = (
    # Anywhere
    Command("anywhere.palette", "ctrl+p", "app.command_palette", lambda: _("Everything that can be done"),
            lambda: _("Type a few letters of what you want."), in_palette=False),
    Command("anywhere.help", "f1,question_mark", "app.help", lambda: _("Help"),
            lambda: _("What this page is for, and its keys."), "perflead guide coaching"),
    Command("anywhere.language", "f2", "app.language", lambda: _("Another language"),
            lambda: _("Show everything in the next language.")),
    Command("anywhere.light", "f3", "app.light_or_dark", lambda: _("Light or dark"),
            lambda: _("The light theme if a dark one is on, and the reverse."), "perflead settings --theme NAME"),
    Command("anywhere.theme", "f4", "app.theme", lambda: _("Choose a theme"),
            lambda: _("Look at each before you choose."), "perflead settings --theme NAME"),
    Command("anywhere.settings", "", "app.settings", lambda: _("Settings"),
            lambda: _("Theme, locking, prompts, pictures, keys and mail; kept."), "perflead settings"),
    Command("anywhere.guide", "", "app.guide", lambda: _("Read the manual"),
            lambda: _("All pages of the guide."), "perflead guide TOPIC"),
    Command("anywhere.jump", "ctrl+g", "app.jump", lambda: _("Jump"),
            lambda: _("Put a letter on everything that can be pressed, and press it.")),
    Command("anywhere.lock", "ctrl+l", "app.lock", lambda: _("Lock"),
            lambda: _("Close the vault now; the passphrase opens it again, at this page.")),
    Command("anywhere.quit", "ctrl+q", "app.leave", lambda: _("Leave perflead"),
            lambda: _("Everything is kept.")),
    # First start
    Command("first.demo", "d", "screen.demo", lambda: _("Look at the demo"),
            lambda: _("A finished review, made from sample data. Nothing is kept."), "perflead demo"),
    Command("first.vault", "v", "screen.vault", lambda: _("Start a vault"),
            lambda: _("Your own reviews, encrypted on this computer."), "perflead init"),
    Command("first.file", "o", "screen.file", lambda: _("Open a file that I was sent"),
            lambda: _("An invitation to answer, or a report to read."), "perflead answer FILE"),
    Command("first.restore", "r", "screen.restore", lambda: _("Restore a backup"),
            lambda: _("Make a vault from a backup, with its recovery key."), "perflead restore FILE"),
    # Home
    Command("home.open", "enter", "screen.open", lambda: _("Open"),
            lambda: _("The desk of an open review, the walk-through of a closed one."), "perflead results REVIEW"),
    Command("home.new", "n", "screen.new", lambda: _("New review"),
            lambda: _("Set up a review of a leader."), "perflead new"),
    Command("home.desk", "d", "screen.desk", lambda: _("Desk"),
            lambda: _("Invitations, envelopes and the closing of this review."), "perflead status REVIEW"),
    Command("home.results", "r", "screen.results", lambda: _("Walk-through"),
            lambda: _("The report of a closed review, step by step."), "perflead results REVIEW"),
    Command("home.doctor", "v", "screen.doctor", lambda: _("Check the vault"),
            lambda: _("Every file of the vault, and which reviews are due to be erased."), "perflead doctor"),
    Command("home.passphrase", "p", "screen.passphrase", lambda: _("Change the passphrase"),
            lambda: _("The recovery key stays as it is."), "perflead passphrase"),
    Command("home.recovery", "k", "screen.recovery", lambda: _("New recovery key"),
            lambda: _("For when the old one was lost or seen."), "perflead passphrase --recovery"),
    Command("home.demo", "", "screen.demo", lambda: _("Look at the demo"),
            lambda: _("Leave your reviews and walk through sample data. Nothing is kept."), "perflead demo"),
    Command("home.file", "o", "screen.file", lambda: _("Open a file that I was sent"),
            lambda: _("An invitation to answer, or what was shared with you."), "perflead open FILE"),
    Command("home.take_in", "", "screen.file", lambda: _("Take a review in"),
            lambda: _("A whole review that another coach shared with you."), "perflead import FILE"),
    Command("home.share", "s", "screen.share", lambda: _("Share"),
            lambda: _("The report, the plan or all of this review, in a file that only its readers open."),
            "perflead share REVIEW --out FILE"),
    Command("home.reports", "a", "screen.reports", lambda: _("All reports"),
            lambda: _("The reports of all closed reviews, a file each."), "perflead report --all --out FOLDER"),
    Command("home.backup", "b", "screen.backup", lambda: _("Back up the vault"),
            lambda: _("All of it in one encrypted file, read back and compared."), "perflead backup --out FILE"),
    Command("home.key", "", "screen.key", lambda: _("My public key"),
            lambda: _("For those who share files with you. It is made the first time."), "perflead key"),
    # What needs no vault: at home and on the first page
    Command("tools.verify", "", "screen.tool('verify')", lambda: _("Was my answer counted?"),
            lambda: _("Look a receipt up on a board."), "perflead verify RECEIPT --board FILE"),
    Command("tools.audit", "", "screen.tool('audit')", lambda: _("Check a board"),
            lambda: _("Recompute a board from its envelopes, without any key."),
            "perflead audit --board FILE --envelopes FOLDER"),
    Command("tools.deliver", "", "screen.tool('deliver')", lambda: _("Send what waits"),
            lambda: _("Answers in this computer's outbox, as far as their time has come."), "perflead deliver"),
    Command("tools.courier_new", "", "screen.tool('courier_new')", lambda: _("Courier: make keys"),
            lambda: _("A private key under a passphrase, and a public one for the coach."),
            "perflead courier new --out FILE"),
    Command("tools.courier_forward", "", "screen.tool('courier_forward')", lambda: _("Courier: hand over"),
            lambda: _("Hand envelopes on as one batch, without names."),
            "perflead courier forward PATH OUT --key FILE --terms FILE"),
    Command("tools.opener_accept", "", "screen.tool('opener_accept')", lambda: _("Opener: lock my share"),
            lambda: _("Put a share under a passphrase of your own."), "perflead opener accept SHARE"),
    Command("tools.opener_approve", "", "screen.tool('opener_approve')", lambda: _("Opener: approve"),
            lambda: _("Agree that a review is opened."), "perflead opener approve SHARE --out FILE"),
    Command("tools.questionnaires", "", "screen.tool('questionnaires')", lambda: _("List questionnaires"),
            lambda: _("Those that come with perflead."), "perflead questionnaire list"),
    Command("tools.questionnaire", "", "screen.tool('questionnaire')", lambda: _("Show a questionnaire"),
            lambda: _("What it asks, in each of its languages."), "perflead questionnaire show NAME"),
    Command("tools.questionnaire_check", "", "screen.tool('questionnaire_check')", lambda: _("Check a questionnaire"),
            lambda: _("Every problem of a file of your own, with its line."), "perflead questionnaire check FILE"),
    Command("tools.questionnaire_export", "", "screen.tool('questionnaire_export')", lambda: _("Write a questionnaire"),
            lambda: _("As YAML, to make your own from."), "perflead questionnaire export NAME --out FILE"),
    Command("tools.questionnaire_import", "", "screen.tool('questionnaire_import')",
            lambda: _("Take a questionnaire in"), lambda: _("From LimeSurvey or a spreadsheet, as YAML."),
            "perflead questionnaire import FILE --out FILE"),
    Command("tools.locate", "", "screen.tool('locate')", lambda: _("Where files are"),
            lambda: _("Vault, settings, themes and sample data."), "perflead locate"),
    # New review
    Command("new.next", "f10", "screen.go_on", lambda: _("To the terms"),
            lambda: _("Read the terms exactly as raters will."), "perflead new"),
    Command("new.back", "escape", "screen.back", lambda: _("Back"),
            lambda: _("Home; what you entered is kept for later, or thrown away.")),
    Command("new.preview", "f5", "screen.preview", lambda: _("Preview"),
            lambda: _("What the questionnaire asks."), "perflead questionnaire show NAME"),
    Command("new.more", "f6", "screen.more", lambda: _("More or less"),
            lambda: _("Short forms, a courier, openers; or only what every review needs.")),
    # The terms of a new review
    Command("terms.sign", "f10", "screen.sign", lambda: _("Sign and set up"),
            lambda: _("Make the keys, sign the terms and keep the review in the vault."), "perflead new"),
    Command("terms.back", "escape", "screen.back", lambda: _("Back"),
            lambda: _("The form, with everything that you entered.")),
    Command("terms.next_group", "right", "screen.next_group(1)", lambda: _("Next group"),
            lambda: _("What the next group reads.")),
    Command("terms.group_before", "left", "screen.next_group(-1)", lambda: _("Group before"),
            lambda: _("What the group before reads.")),
    Command("terms.language", "l", "screen.next_language", lambda: _("Raters' language"),
            lambda: _("The words of the next language of the questionnaire.")),
    # Desk
    Command("desk.invite", "i", "screen.invite", lambda: _("Make the invitations"),
            lambda: _("Files, e-mail or letters, for everyone who has none."), "perflead invite REVIEW --out FOLDER",
            short=lambda: _("Invitations")),
    Command("desk.collect", "c", "screen.collect", lambda: _("Take envelopes in"),
            lambda: _("From files or a folder."), "perflead collect REVIEW PATH", short=lambda: _("Envelopes")),
    Command("desk.attend", "g", "screen.attend", lambda: _("Look at the drop"),
            lambda: _("Grant what was claimed and take in what was sent."), "perflead desk REVIEW",
            short=lambda: _("Look")),
    Command("desk.watch", "w", "screen.watch", lambda: _("Keep looking"),
            lambda: _("Look at the drop every half minute, until you press it again or leave the desk."),
            "perflead desk REVIEW --watch", short=lambda: _("Watch")),
    Command("desk.claims", "k", "screen.claims", lambda: _("Answer claims"),
            lambda: _("Claims that came as files: grant them into a folder."),
            "perflead desk REVIEW --claims FILE --out FOLDER", short=lambda: _("Claims")),
    Command("desk.remind", "m", "screen.remind", lambda: _("A reminder to all"),
            lambda: _("Words, drafts or e-mail for everyone who was invited."), "perflead remind REVIEW",
            short=lambda: _("Reminder")),
    Command("desk.terms", "t", "screen.write_terms", lambda: _("Write the terms"),
            lambda: _("The signed terms, for the courier of this review."), "perflead terms REVIEW --out FILE",
            short=lambda: _("Terms")),
    Command("desk.close", "x", "screen.close_review", lambda: _("Close the review"),
            lambda: _("See which groups would be shown, then close, once."), "perflead close REVIEW",
            short=lambda: _("Close")),
    Command("desk.results", "r", "screen.results", lambda: _("Walk-through"),
            lambda: _("The report, step by step."), "perflead results REVIEW"),
    Command("desk.report", "o", "screen.report", lambda: _("Write the report"),
            lambda: _("The report as PDF, HTML, text and more, into a new file."), "perflead report REVIEW --out FILE",
            short=lambda: _("Report")),
    Command("desk.share", "s", "screen.share", lambda: _("Share"),
            lambda: _("The report, the plan or all of it, in a file that only its readers open."),
            "perflead share REVIEW --out FILE"),
    Command("desk.board", "b", "screen.board", lambda: _("Publish the board"),
            lambda: _("So that raters can check that they were counted."), "perflead board REVIEW --out FOLDER",
            short=lambda: _("Board")),
    Command("desk.erase", "e", "screen.erase", lambda: _("Erase"),
            lambda: _("Destroy keys, envelopes and single answers of a closed review."), "perflead erase REVIEW"),
    Command("desk.beside", "", "screen.beside", lambda: _("Put reports beside it"),
            lambda: _("An earlier report of the leader, a report on the agency."),
            "perflead results REVIEW --before REVIEW --agency FILE"),
    Command("desk.debrief", "", "screen.debrief", lambda: _("Write the notes"),
            lambda: _("Notes, guesses, marks and weights of the walk-through, into a new file."),
            "perflead debrief REVIEW --out FILE"),
    Command("desk.debrief_in", "", "screen.debrief_in", lambda: _("Take notes in"),
            lambda: _("What was said in a walk-through, from a file."), "perflead debrief REVIEW --set FILE"),
    Command("desk.plan_in", "", "screen.plan_in", lambda: _("Take a plan in"),
            lambda: _("A plan from a file, in place of the one that is there."), "perflead plan REVIEW --set FILE"),
    Command("desk.back", "escape", "screen.back", lambda: _("Home"), lambda: _("Back to the reviews.")),
    # Closing
    Command("closing.check", "c", "screen.check", lambda: _("Look which groups"),
            lambda: _("Which groups would be shown, merged and withheld. Nothing is changed."),
            "perflead close REVIEW --check"),
    Command("closing.share", "s", "screen.share", lambda: _("Add a share"),
            lambda: _("An opener's share, with its passphrase."), "perflead close REVIEW --share FILE"),
    Command("closing.approval", "a", "screen.approval", lambda: _("Add an approval"),
            lambda: _("An opener's approval."), "perflead close REVIEW --approval FILE"),
    Command("closing.close", "y", "screen.confirm", lambda: _("Close now"),
            lambda: _("The review closes once and cannot be opened again."), "perflead close REVIEW --yes"),
    Command("closing.back", "escape", "screen.back", lambda: _("Not yet"), lambda: _("Back to the desk.")),
    # Walk-through
    Command("walk.next", "right", "screen.step(1)", lambda: _("Next"), lambda: _("The next step.")),
    Command("walk.back", "left", "screen.step(-1)", lambda: _("Back"), lambda: _("The step before.")),
    *(
        Command(f"walk.step{n}", str(n), f"screen.go_to({n})", lambda n=n: _("Step {n}").format(n=n),  # type: ignore[misc]
                lambda: _("Go to this step."), in_palette=False)
        for n in range(1, 10)
    ),
    Command("walk.open", "enter", "screen.open", lambda: _("Open"),
            lambda: _("Open a competency to its items, or change what stands here."),
            "perflead debrief REVIEW --set FILE"),
    Command("walk.table", "t", "screen.table", lambda: _("Table or picture"),
            lambda: _("The same numbers as a table, or as a picture."), short=lambda: _("Table")),
    Command("walk.contrast", "k", "screen.contrast", lambda: _("High contrast pictures"),
            lambda: _("Draw pictures in full strength with patterns, or as the theme has them; kept."),
            "perflead settings --contrast"),
    Command("walk.prompts", "p", "screen.prompts", lambda: _("Prompts"),
            lambda: _("Show or hide the prompts and notes of the coach."), "perflead settings --prompts"),
    Command("walk.notes", "n", "screen.notes", lambda: _("Notes"),
            lambda: _("Write notes for this step. They are kept encrypted as you type; Esc ends it."),
            "perflead debrief REVIEW --set FILE"),
    Command("walk.theme", "m", "screen.mark", lambda: _("Mark as a theme"),
            lambda: _("Give the comment a theme, or take one away."), "perflead debrief REVIEW --set FILE",
            short=lambda: _("Theme")),
    Command("walk.highlight", "h", "screen.highlight", lambda: _("Highlight"),
            lambda: _("Highlight the comment, or take it back."), "perflead debrief REVIEW --set FILE"),
    Command("walk.list", "l", "screen.list_comments", lambda: _("One or all"),
            lambda: _("Comments one at a time, or as a list."), short=lambda: _("List")),
    Command("walk.hide", "w", "screen.hide", lambda: _("Withhold a comment"),
            lambda: _("Hide a comment that names its author; the reason stays in the report."),
            "perflead hide REVIEW COMMENT --reason WORDS", short=lambda: _("Withhold")),
    Command("walk.choose", "c", "screen.choose", lambda: _("Choose"),
            lambda: _("Choose the competency to work on, or take it out of the plan; two at most."),
            "perflead plan REVIEW --set FILE"),
    Command("walk.export", "e", "screen.export", lambda: _("Write it to a file"),
            lambda: _("The report, or the plan alone; a file that exists is left alone."),
            "perflead report REVIEW --out FILE", short=lambda: _("To a file")),
    Command("walk.beside", "b", "screen.beside", lambda: _("Put reports beside it"),
            lambda: _("An earlier report of the leader, a report on the agency."),
            "perflead results REVIEW --before REVIEW --agency FILE", short=lambda: _("Beside")),
    Command("walk.share", "s", "screen.share", lambda: _("Share"),
            lambda: _("The report, the plan or all of it, in a file that only its readers open."),
            "perflead share REVIEW --out FILE"),
    Command("walk.leave", "escape,q", "screen.leave", lambda: _("Leave"),
            lambda: _("Leave the walk-through; it goes on here next time.")),
)  # fmt: skip


TITLES: dict[Where, Callable[[], str]] = {
    Where.ANYWHERE: lambda: _("Everywhere"),
    Where.FIRST: lambda: _("Welcome"),
    Where.HOME: lambda: _("Home"),
    Where.TOOLS: lambda: _("Home and the first page"),
    Where.NEW: lambda: _("New review"),
    Where.TERMS: lambda: _("Terms of a new review"),
    Where.DESK: lambda: _("Desk"),
    Where.CLOSING: lambda: _("Closing"),
    Where.WALK: lambda: _("Walk-through"),
}
"""What places are called."""


def command(name: str) -> Command:
    """The command called `name`."""
    return next(each for each in COMMANDS if each.name == name)


def commands_of(*places: Where) -> list[Command]:
    """The commands of these places, in their order."""
    return [each for each in COMMANDS if each.where in places]
