"""Which rosters are taken, and what is said of those that are not."""

from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import LIMIT, Person, Roster, parse_roster, read_roster, small_groups

HEAD = "name,group,email,language\n"
LEADER = "Jordan Rivera,self,,\n"


def parse(text: str | bytes, questionnaire: str = "performance-leadership") -> Roster:
    data = text.encode() if isinstance(text, str) else text
    return parse_roster(data, "roster.csv", load(questionnaire))


def refused(text: str | bytes) -> str:
    with pytest.raises(PerfleadError) as error:
        parse(text)
    return error.value.message


def test_names_groups_addresses_and_languages_are_read() -> None:
    found = parse(HEAD + LEADER + "Ana Díaz,peers,ana@example.org,es\n")
    assert found.people == (
        Person("Jordan Rivera", "self"),
        Person("Ana Díaz", "peers", "ana@example.org", "es"),
    )
    assert found.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "group,name\nself,Jo\npeers,Díaz",
        "NAME;Group\nJo;self\nDíaz;PEERS\n",
        "name\tgroup\nJo\tself\nDíaz\tpeers\n",
        '"name"\t"group"\n"Jo"\t"self"\n"Díaz"\t"peers"\n',
        "\n\nname,group\n\nJo,self\n,\n  \nDíaz,peers\n\n",
        "nombre,grupo\nJo,Autoevaluación\nDíaz,colegas\n",
        "name,group,,\nJo,self,,\nDíaz,Peers,,\n",
        " Name , Group \n  Jo , Self \n  Díaz , peers \n",
        "name,group\rJo,self\rDíaz,peers\r",
    ],
)
def test_order_case_delimiter_and_blank_lines_do_not_matter(text: str) -> None:
    expected = (Person("Jo", "self"), Person("Díaz", "peers"))
    assert parse(text).people == expected
    assert parse(text.replace("\n", "\r\n")).people == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_without_a_note(encoding: str) -> None:
    found = parse((HEAD + LEADER + "Zoë Łukasz,peers,,\n").encode(encoding))
    assert found.people[1].name == "Zoë Łukasz"
    assert found.notes == ()


def test_a_file_from_an_older_windows_is_read_with_a_note() -> None:
    found = parse((HEAD + LEADER + "José O’Brien,peers,,\n").encode("cp1252"))
    assert found.people[1].name == "José O’Brien"
    assert len(found.notes) == 1
    assert "read as Latin-1" in found.notes[0]


def test_columns_that_are_not_used_are_noted() -> None:
    assert parse("name,phone,group,\x1b[31mx\nJo,1,self,2\n").notes == ("Columns that are not used: phone, [31mx.",)


def test_a_name_with_a_comma_stands_in_quotes() -> None:
    assert parse('name,group\n"Rivera, Jordan",self\n').people[0].name == "Rivera, Jordan"
    assert "more cells than columns" in refused("name,group\nRivera, Jordan,self\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("name,email\nJo,jo@example.org", "no column group"),
        ("Jo,self\nAna,peers", "no column name, group"),
        (b"PK\x03\x04\x00\x00", "not a table"),
        (b"\xff\xfe\x00", "not a table"),
        (HEAD, "there are no people in it"),
        (HEAD + "Ana,peers,,\n", "the leader is missing"),
        (HEAD + LEADER + "Ana,self,,\n", "the group self can have 1 at most, but has 2 (lines 2, 3)"),
        (
            HEAD + LEADER + "A,manager,,\n\nB,manager,,\n",
            "the group manager can have 1 at most, but has 2 (lines 3, 5)",
        ),
        (HEAD + LEADER + 'A,"peers,,\n', "line 3: a quotation mark is missing"),
        (HEAD + LEADER + 'A"B"C,"peers"x,,\n', "line 3: a quotation mark"),
        (HEAD + LEADER + '"' + "x" * 200_000 + '",peers,,\n', "line 3: "),
        (HEAD + LEADER + "x" * 201 + ",peers,,\n", "line 3: the name is longer than 200 characters"),
        (HEAD + LEADER + "\x1b\u202e,peers,,\n", "line 3: the name is missing"),
        (HEAD + LEADER + "Ana\n", "line 3: the group is missing"),
        (HEAD + LEADER + "Ana,pears,,\n", "roster.csv, line 3: there is no group 'pears'; did you mean peers?"),
        (HEAD + LEADER + "Ana,xyz,,\n", "no group 'xyz'. The groups are self, manager, peers, frontline, partners."),
        (HEAD + LEADER + "Ana,peers,ana at home,\n", "line 3: 'ana at home' is not an e-mail address"),
        (HEAD + LEADER + "Ana,peers,,fr\n", "line 3: the questionnaire has no language 'fr'. It has en, es."),
        (HEAD + LEADER + "Ana,peers,,\nANA,peers,,\n", "line 4: ANA is on line 3 already."),
        (HEAD + LEADER + "Ana,peers,,\nana,partners,,\n", "line 4: ana is on line 3 already, in another group"),
        (HEAD + LEADER + "Ana,peers,a@b.org,\nBob,peers,A@B.org,\n", "line 4: the address A@B.org is on line 3"),
        (b"," * (LIMIT + 1), "too large to be a roster"),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(text: str | bytes, words: str) -> None:
    message = refused(text)
    assert words in message
    assert message.startswith("roster.csv")


@pytest.mark.parametrize(
    "email",
    ["a@b", "@b.org", "a@", "a b@c.org", "a@b@c.org", "<a@b.org>", "a@b.org,c@d.org", "a@b.org;", "x" * 250 + "@b.org"],
)
def test_an_address_that_is_none_is_refused(email: str) -> None:
    assert "is not an e-mail address" in refused(f'{HEAD}{LEADER}Ana,peers,"{email}",\n')


def test_the_first_few_problems_come_together() -> None:
    message = refused(HEAD + LEADER + "A,pears,,\nB,peers,bad,\n,peers,,\n")
    assert [line.split(":")[0] for line in message.splitlines()] == [
        "roster.csv, line 3",
        "roster.csv, line 4",
        "roster.csv, line 5",
    ]
    message = refused(HEAD + LEADER + "A,pears,,\n" * 20_000)
    assert len(message.splitlines()) == 6
    assert message.endswith("There is more like this further down.")


def test_ten_thousand_people_are_read_and_more_than_twenty_thousand_refused() -> None:
    lines = [f"P{n},peers,p{n}@example.org,es\n" for n in range(20_001)]
    assert len(parse(HEAD + LEADER + "".join(lines[:10_000])).people) == 10_001
    assert "more than 20000 people" in refused(HEAD + LEADER + "".join(lines))


def test_nothing_that_a_terminal_obeys_gets_into_names_or_messages() -> None:
    assert parse(HEAD + LEADER + "A\x1b[31mna\u202e,peers,,\n").people[1].name == "A[31mna"
    message = refused(HEAD + LEADER + "A\x1b]0;x\x07,\x1b[2Jpears,\x1b@,\u202efr\n")
    assert not set("\x1b\x07\u202e") & set(message)


def test_two_people_whose_names_differ_in_an_accent_are_two() -> None:
    assert len(parse(HEAD + LEADER + "Jose,peers,,\nJosé,peers,,\n").people) == 3


def test_the_agency_form_needs_no_leader() -> None:
    found = parse("name,group\nAna,staff\nBo,Todo el personal de la agencia\n", "agency")
    assert [person.group for person in found.people] == ["staff", "staff"]


def test_groups_of_ones_own_are_known_by_key_and_label() -> None:
    own = load(str(sample_dir() / "questionnaires" / "short-agreement.yaml"))
    found = parse_roster(b"name,group\nLee,team lead\nA,Front office\nB,office\n", "r.csv", own)
    assert [person.group for person in found.people] == ["self", "office", "office"]


def test_small_anonymous_groups_are_pointed_out() -> None:
    questionnaire = load("performance-leadership")
    team = "".join(f"F{n},frontline,,\n" for n in range(4))
    found = parse(HEAD + LEADER + "M,manager,,\nA,partners,,\n" + team)
    assert small_groups(found, questionnaire, 4) == [
        "Partners: 1 person is invited, and 4 answers are needed to show a group. "
        "It will be put together with another group, or not shown."
    ]
    assert [said.split(":")[0] for said in small_groups(found, questionnaire, 5)] == ["Frontline staff", "Partners"]


def test_a_roster_that_is_missing_a_folder_or_huge_is_told_apart(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2**30)
    for path, words in ((tmp_path / "no.csv", "no file"), (tmp_path, "a folder"), (huge, "too large to be a roster")):
        with pytest.raises(PerfleadError, match=words):
            read_roster(path, load("agency"))
