"""A small review for the browser: a folder as its drop, a pack in it, and what came in at the end."""

from pathlib import Path

from perflead_tui.exchange.drop import KIOSK, PACK, open_drop
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.grants import attend
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.records import open_review
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.answers import Answers
from perflead_tui.review.roster import parse_roster
from perflead_tui.vault.vault import Vault
from tests.flows.kiosk_made import packed


def roster(spoken: str) -> str:
    """The leader, and four peers who are invited in a language, or in none in particular."""
    return "name,group,language\nJo,self,\n" + "".join(f"p{n},peers,{spoken}\n" for n in range(4))


class Small:
    """Two pages of the built-in questionnaire, the time question, and one open question; a code for each peer."""

    def __init__(self, vault: Vault, folder: Path, spoken: str = "", url: str = "") -> None:
        """`spoken` is the language of the peers' invitations; `url` is a drop on a server, instead of a folder."""
        whole = load("performance-leadership")
        asked = whole.model_copy(
            update={"competencies": whole.competencies[:2], "open_questions": whole.open_questions[:1]}
        )
        self.vault, self.drop = vault, folder / "drop"
        (self.drop / "kiosk").mkdir(parents=True)
        self.url = url or str(self.drop)
        wanted = NewReview(
            leader="Jordan Rivera",
            asked_by="Dana W",
            questionnaire=asked,
            roster=parse_roster(roster(spoken).encode(), "roster.csv", asked),
            drop=self.url,
        )
        self.id = new_review(vault, wanted).review
        invitations = [path for path in invite(vault, self.id, folder / "invitations") if path.name.startswith("peers")]
        self._invitations = invitations
        self.codes = packed(vault, self.drop / "kiosk" / "codes.pack", [[path] for path in invitations])
        self.new_codes: list[str] = []
        if url:
            with open_drop(url, KIOSK) as drop:
                drop.lay()
                drop.put(PACK, (self.drop / "kiosk" / "codes.pack").read_bytes())
        self.pages = [len(each.items) for each in asked.competencies]

    def replace_pack(self) -> None:
        """Another pack in the place of the first, put there in one step; its codes are `new_codes`."""
        beside = self.drop / "kiosk" / "new"
        self.new_codes = packed(self.vault, beside, [[path] for path in self._invitations])
        beside.replace(self.drop / "kiosk" / "codes.pack")

    def envelopes(self) -> list[Path]:
        """The envelopes that lie in the drop."""
        folder = self.drop / self.id / "envelopes"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def closed(self) -> Answers:
        """Let the desk take what came in, close the review, and say what the vault then holds of the one answer."""
        assert attend(self.vault, self.id).taken == 1
        assert close(self.vault, self.id).counted == 1
        report, _terms = frozen_report(self.vault, self.id)
        assert report.review.leader == "Jordan Rivera"
        with open_review(self.vault, self.id) as file:
            (row,) = file.db.table("answers")
            comments = {each["question"]: each["text"] for each in file.db.table("comments")}
        return Answers(ratings=row["ratings"], time=row["time"], comments=comments)
