"""How variables are read: types, `NAME_FILE`, old names, and messages that never show a value."""

from __future__ import annotations

import pytest

from syncconsole import env


@pytest.fixture(autouse=True)
def no_earlier_problems(monkeypatch):
    monkeypatch.setattr(env, "problems", [])


def test_an_unset_or_empty_variable_gives_the_default(monkeypatch):
    monkeypatch.setenv("PLACE", "")
    assert env.text("PLACE", "here") == "here"
    assert env.integer("NUMBER", 7) == 7
    assert env.problems == []


def test_a_variable_can_be_given_as_a_file_and_loses_the_line_end(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("PLACE_FILE", str(tmp_path / "key"))
    assert env.text("PLACE") == "s3cret"


def test_a_variable_and_its_file_together_are_refused(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("one")
    monkeypatch.setenv("PLACE", "two")
    monkeypatch.setenv("PLACE_FILE", str(tmp_path / "key"))
    env.text("PLACE")
    assert env.problems == ["PLACE and PLACE_FILE are both set: keep one of them."]


def test_a_missing_file_is_one_line_without_its_path(monkeypatch):
    monkeypatch.setenv("PLACE_FILE", "/nowhere/s3cret")
    assert env.text("PLACE", "here") == "here"
    assert env.problems == ["PLACE_FILE names a file that cannot be read."]


def test_an_old_name_counts_while_the_new_one_is_not_set(monkeypatch):
    monkeypatch.setenv("OLD_PLACE", "old")
    assert env.text("PLACE", old="OLD_PLACE") == "old"
    monkeypatch.setenv("PLACE", "new")
    assert env.text("PLACE", old="OLD_PLACE") == "new"


@pytest.mark.parametrize(
    ("read", "bad"),
    [
        (lambda: env.integer("V", 1), "many"),
        (lambda: env.integer("V", 1, least=1), "0"),
        (lambda: env.fraction("V", 0.2), "1.5"),
        (lambda: env.boolean("V"), "perhaps"),
        (lambda: env.choice("V", "a", ("a", "b")), "c"),
        (lambda: env.integer_list("V", (60,)), "60,,300"),
        (lambda: env.pairs("V"), "no-colon"),
        (lambda: env.pairs("V"), "a:1,a:2"),
        (lambda: env.pairs("V", values=("manual",)), "dateOfBirth:never"),
        (lambda: env.url("V"), "ftp://example.invalid"),
        (lambda: env.url("V"), "https://user:s3cret@example.invalid"),
        (lambda: env.url("V", ending="/api/v1"), "https://example.invalid/api"),
    ],
)
def test_a_bad_value_is_one_line_that_names_the_variable_and_not_the_value(monkeypatch, read, bad):
    monkeypatch.setenv("V", bad)
    read()
    (line,) = env.problems
    assert line.startswith("V must ")
    assert f" {bad}" not in line


def test_good_values_have_their_types(monkeypatch):
    monkeypatch.setenv("V", " Yes ")
    assert env.boolean("V") is True
    monkeypatch.setenv("V", "60, 300")
    assert env.integer_list("V", ()) == (60, 300)
    monkeypatch.setenv("V", "id1:a:b, id2:c")
    assert env.pairs("V") == {"id1": "a:b", "id2": "c"}
    monkeypatch.setenv("V", "https://example.invalid/crm/api/v1/")
    assert env.url("V", ending="/api/v1") == "https://example.invalid/crm/api/v1"


def test_all_problems_are_reported_together(monkeypatch):
    monkeypatch.setenv("A", "x")
    monkeypatch.setenv("B", "y")
    env.integer("A", 1)
    env.integer("B", 1)
    with pytest.raises(env.BadEnvironment) as raised:
        env.raise_if_bad()
    assert [line.split()[0] for line in str(raised.value).splitlines()] == ["A", "B"]


def test_an_environment_file_fills_in_what_is_not_set(monkeypatch, tmp_path):
    (tmp_path / "demo.env").write_text("# a comment\n\nPLACE=from the file\nOTHER=kept=whole\n")
    monkeypatch.setenv("PLACE", "from outside")
    monkeypatch.setenv("OTHER", "")
    monkeypatch.delenv("OTHER")
    env.load_file(str(tmp_path / "demo.env"))
    assert env.text("PLACE") == "from outside"
    assert env.text("OTHER") == "kept=whole"
