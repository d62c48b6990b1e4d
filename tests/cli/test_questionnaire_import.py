"""`perflead questionnaire import`: what it writes, what it says, and that a review can be set up with it."""

from pathlib import Path

from tests.cli.conftest import Run

LEADERS = Path(__file__).parents[1] / "questionnaire" / "lss" / "leaders.lss"


def test_an_import_is_written_checked_and_told(perflead: Run, tmp_path: Path) -> None:
    said = perflead("questionnaire", "import", LEADERS)
    assert said.code == 0
    assert "2 competencies, 6 lines, 1 open question, the time question. Languages: en, es." in said.out
    assert "SEX (gender, type G): it asks about the rater" in said.out
    assert (tmp_path / "leaders.yaml").stat().st_mode & 0o077 == 0
    assert perflead("questionnaire", "check", "leaders.yaml").code == 0
    assert "Says what matters most this year." in perflead("questionnaire", "show", "leaders.yaml").out


def test_a_file_that_exists_stays_unless_force_is_said(perflead: Run, tmp_path: Path) -> None:
    out = tmp_path / "mine.yaml"
    out.write_text("mine")
    said = perflead("questionnaire", "import", LEADERS, "--out", out)
    assert said.code == 1
    assert "--force" in said.err
    assert out.read_text() == "mine"
    assert perflead("questionnaire", "import", LEADERS, "--out", out, "--force").code == 0
    assert "name: mine\n" in out.read_text(encoding="utf-8")


def test_only_yaml_is_written(perflead: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.lss"
    copy.write_bytes(LEADERS.read_bytes())
    assert perflead("questionnaire", "import", copy, "--out", copy, "--force").code == 1
    assert copy.read_bytes() == LEADERS.read_bytes()


def test_a_template_can_be_imported(perflead: Run, tmp_path: Path) -> None:
    for name in ("example.csv", "example.xlsx"):
        assert perflead("questionnaire", "import", "--template", name).code == 0
        assert perflead("questionnaire", "import", "--template", name).code == 1
        assert perflead("questionnaire", "import", name, "--force").code == 0
    assert perflead("questionnaire", "import", "--template", "example.docx").code == 1


def test_an_incomplete_import_says_where_and_ends_with_1(perflead: Run, tmp_path: Path) -> None:
    (tmp_path / "half.csv").write_text(
        "competency,en,es\nListens,Asks.,Pregunta.\nListens,Hears.,\nListens,Sees.,Ve.\n"
    )
    said = perflead("questionnaire", "import", "half.csv")
    assert said.code == 1
    assert "2 places are to be completed:" in said.out
    assert "field competencies[0].items[1].text.other: the words in es are missing." in said.out
    checked = perflead("questionnaire", "check", "half.yaml")
    assert (checked.code, checked.out.count("the words in es are missing")) == (0, 2)
    assert "half.yaml can be used" in checked.out


def test_without_a_file_it_says_how_to_use_it(perflead: Run) -> None:
    assert perflead("questionnaire", "import").code == 2
    assert perflead("questionnaire", "import", "nowhere.lss").code == 1


def test_a_review_can_be_set_up_with_an_imported_questionnaire(perflead: Run, roster: Path, tmp_path: Path) -> None:
    assert perflead("questionnaire", "import", LEADERS).code == 0
    assert perflead("init").code == 0
    said = perflead("new", "--leader", "Jo Rivera", "--roster", roster, "--questionnaire", "leaders.yaml")
    assert said.code == 0
    review = said.out.split()[-1]
    assert perflead("invite", review, "--out", tmp_path / "out").code == 0
    assert len(list((tmp_path / "out").iterdir())) == 13
