"""A party without a number: looked for first, linked only when sure, else created once (rules 1.3 and 1.4)."""

from __future__ import annotations

from typing import Any

from tests.runner.conftest import Office

COMPANY = {
    "salutationName": "",
    "firstName": "",
    "lastName": "",
    "dateOfBirth": None,
    "firmenname": "Musterbau GmbH",
    "rechtsform": "GmbH",
    "handelsregisterNummer": "HRB 12345",
}
COMPANY_IN_ADVOWARE = {
    "vorname": "",
    "anrede": "",
    "geburtsdatum": None,
    "name": "Musterbau GmbH",
    "rechtsform": "GmbH",
    "handelsRegisterNummer": "HRB 12345",
}


def hold_code(office: Office, espo_id: str) -> str:
    """What holds the party as a whole; "" for nothing."""
    hold = office.party(espo_id).hold
    return hold["code"] if hold else ""


# Looking before creating


def test_one_match_of_name_and_birth_date_is_linked_without_a_post(searchable: Office) -> None:
    number = searchable.person_in_advoware()
    espo_id = searchable.person_in_espocrm()
    assert searchable.sync(espo_id).outcome == "written"
    assert searchable.espocrm(espo_id)["betnr"] == number
    assert searchable.espocrm(espo_id)["syncStatus"] == "clean"
    assert searchable.named_in_advoware() == [number]
    assert "POST A" not in searchable.calls()


def test_one_match_of_company_name_and_register_number_is_linked(searchable: Office) -> None:
    number = searchable.person_in_advoware(**COMPANY_IN_ADVOWARE)
    espo_id = searchable.person_in_espocrm(**COMPANY)
    searchable.sync(espo_id)
    assert searchable.espocrm(espo_id)["betnr"] == number
    assert "POST A" not in searchable.calls()


def test_linking_an_existing_party_fills_blanks_on_both_sides(searchable: Office) -> None:
    number = searchable.person_in_advoware(anrede=None)
    espo_id = searchable.person_in_espocrm(rechtsform="")
    searchable.sync(espo_id)
    assert searchable.advoware(number)["anrede"] == "Herr"
    assert searchable.espocrm(espo_id)["rechtsform"] == "Natürliche Person"


def test_a_name_alone_is_held_with_its_candidate_and_nothing_is_created(searchable: Office) -> None:
    number = searchable.person_in_advoware(geburtsdatum=None)
    espo_id = searchable.person_in_espocrm()
    assert searchable.sync(espo_id).outcome == "held"
    assert searchable.party(espo_id).hold["code"] == "choose_match"
    assert searchable.party(espo_id).hold["candidates"] == [number]
    assert searchable.named_in_advoware() == [number]
    assert searchable.espocrm(espo_id)["betnr"] is None


def test_a_held_party_shows_in_espocrm_as_failed_with_the_reason_and_counts_no_attempt(searchable: Office) -> None:
    searchable.person_in_advoware(geburtsdatum=None)
    espo_id = searchable.person_in_espocrm()
    searchable.sync(espo_id)
    shown = searchable.espocrm(espo_id)
    assert (shown["syncStatus"], shown["syncRetryCount"]) == ("failed", 0)
    assert shown["syncErrorMessage"]
    assert searchable.told() == ["hold"]
    searchable.sync(espo_id)
    assert searchable.told() == ["hold"]


def test_the_candidate_that_a_person_chooses_is_linked(searchable: Office) -> None:
    number = searchable.person_in_advoware(geburtsdatum=None)
    espo_id = searchable.person_in_espocrm()
    searchable.sync(espo_id)
    assert searchable.answer(espo_id, "link", str(number)).outcome == "written"
    assert searchable.espocrm(espo_id)["betnr"] == number
    assert searchable.advoware(number)["geburtsdatum"].startswith("1980-05-17")
    assert searchable.espocrm(espo_id)["syncStatus"] == "clean"


def test_none_of_the_candidates_creates_exactly_one(searchable: Office) -> None:
    number = searchable.person_in_advoware(geburtsdatum=None)
    espo_id = searchable.person_in_espocrm()
    searchable.sync(espo_id)
    assert searchable.answer(espo_id, "create-anyway").outcome == "written"
    assert len(searchable.named_in_advoware()) == 2
    assert searchable.espocrm(espo_id)["betnr"] != number
    searchable.sync(espo_id)
    assert len(searchable.named_in_advoware()) == 2


def test_two_matches_are_held_with_both(searchable: Office) -> None:
    numbers = [searchable.person_in_advoware(), searchable.person_in_advoware()]
    espo_id = searchable.person_in_espocrm()
    assert searchable.sync(espo_id).outcome == "held"
    assert sorted(searchable.party(espo_id).hold["candidates"]) == numbers
    assert "POST A" not in searchable.calls()


def test_a_hold_ends_by_itself_when_its_reason_is_gone(searchable: Office) -> None:
    number = searchable.person_in_advoware(geburtsdatum=None)
    espo_id = searchable.person_in_espocrm()
    searchable.sync(espo_id)
    searchable.edit_advoware(number, geburtsdatum="1980-05-17T00:00:00")
    assert searchable.sync(espo_id).outcome == "written"
    assert searchable.espocrm(espo_id)["betnr"] == number
    assert searchable.party(espo_id).hold is None


def test_the_same_name_with_another_birth_date_is_somebody_else(searchable: Office) -> None:
    other = searchable.person_in_advoware(geburtsdatum="1941-12-24T00:00:00")
    espo_id = searchable.person_in_espocrm()
    searchable.sync(espo_id)
    assert searchable.espocrm(espo_id)["betnr"] not in (None, other)
    assert len(searchable.named_in_advoware()) == 2


def test_a_namesake_that_another_record_is_linked_with_is_no_candidate(searchable: Office) -> None:
    taken = searchable.person_in_advoware(geburtsdatum="1941-12-24T00:00:00")
    searchable.sync(searchable.person_in_espocrm(dateOfBirth="1941-12-24", betnr=taken))
    espo_id = searchable.person_in_espocrm()
    searchable.sync(espo_id)
    assert searchable.espocrm(espo_id)["betnr"] not in (None, taken)


def test_two_facts_of_a_record_that_is_linked_already_are_held(searchable: Office) -> None:
    _, taken = searchable.linked_person()
    espo_id = searchable.person_in_espocrm()
    assert searchable.sync(espo_id).outcome == "held"
    assert searchable.party(espo_id).hold["candidates"] == [taken]
    assert "POST A" not in searchable.calls()


def test_a_match_whose_number_another_record_in_espocrm_shows_is_held(searchable: Office) -> None:
    number = searchable.person_in_advoware()
    other = searchable.person_in_espocrm(betnr=number)  # never synced yet
    espo_id = searchable.person_in_espocrm()
    assert searchable.sync(espo_id).outcome == "held"
    hold = searchable.party(espo_id).hold
    assert hold["code"] == "number_taken"
    assert (hold["params"]["number"], hold["params"]["other"]) == (number, other)


def test_a_create_after_a_search_costs_five_calls(searchable: Office) -> None:
    searchable.sync(searchable.person_in_espocrm(lastName="Vorläufer"))  # the search is proved now
    searchable.forget_calls()
    searchable.sync(searchable.person_in_espocrm())
    assert searchable.calls() == ["GET E", "GET A", "POST A", "GET A", "PATCH E"]


def test_a_search_that_ignores_its_filter_is_not_trusted_and_the_party_is_created(known: Office) -> None:
    known.person_in_advoware()
    espo_id = known.person_in_espocrm()
    assert known.sync(espo_id).outcome == "written"
    assert len(known.named_in_advoware()) == 2  # as the original does without a search


def test_without_a_search_a_party_that_the_console_knows_is_held(office: Office) -> None:
    _, known = office.linked_person()
    espo_id = office.person_in_espocrm()
    assert office.sync(espo_id).outcome == "held"
    assert office.party(espo_id).hold["candidates"] == [known]


# The answer to the POST is lost


def lost_post(office: Office, when: str, times: int = 1) -> None:
    """The next POST's answer never comes; it took effect or not."""
    office.box.advo_faults.arm(method="POST", path="Beteiligte", when=when, drop=True, times=times)


def posts(office: Office) -> int:
    """How many records were asked for."""
    return office.calls().count("POST A")


def test_a_record_whose_answer_was_lost_is_found_again_and_linked(searchable: Office, time: Any) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "after")
    assert searchable.sync(espo_id).outcome == "failed"
    time.advance(90)
    assert searchable.retry(espo_id).outcome == "written"
    (number,) = searchable.named_in_advoware()
    assert searchable.espocrm(espo_id)["betnr"] == number
    assert searchable.espocrm(espo_id)["syncStatus"] == "clean"
    assert not searchable.party(espo_id).intents.filter(closed_at=None).exists()


def test_a_record_that_was_cut_off_is_found_by_its_birth_date(searchable: Office, time: Any) -> None:
    searchable.box.advo.options.quirks.cuts["name"] = 6
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "after")
    searchable.sync(espo_id)
    time.advance(90)
    searchable.retry(espo_id)
    assert posts(searchable) == 1
    (number,) = searchable.named_in_advoware("Muster")
    assert searchable.espocrm(espo_id)["betnr"] == number
    assert searchable.espocrm(espo_id)["lastName"] == "Mustermann"
    assert searchable.open_questions(espo_id) == [("difference", "lastName")]


def test_an_edit_made_before_the_record_was_found_again_is_pulled(searchable: Office, time: Any) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "after")
    searchable.sync(espo_id)
    searchable.edit_espocrm(espo_id, salutationName="Ms.")
    time.advance(90)
    searchable.retry(espo_id)
    (number,) = searchable.named_in_advoware()
    assert searchable.advoware(number)["anrede"] == "Frau"
    assert posts(searchable) == 1


def test_a_record_of_that_name_that_is_not_ours_is_held_after_a_lost_answer(searchable: Office, time: Any) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "before")
    searchable.sync(espo_id)
    number = searchable.person_in_advoware()  # MK creates one in the meantime
    time.advance(90)
    assert searchable.retry(espo_id).outcome == "held"
    assert hold_code(searchable, espo_id) == "create_unknown"
    assert searchable.party(espo_id).hold["candidates"] == [number]
    assert posts(searchable) == 1


def test_nothing_is_posted_again_within_the_quarantine(searchable: Office, time: Any) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "before")
    searchable.sync(espo_id)
    for _ in range(4):
        time.advance(140)
        searchable.sync(espo_id)
    assert posts(searchable) == 1
    assert searchable.party(espo_id).due_at is not None


def test_a_second_trusted_search_that_finds_nothing_after_the_quarantine_posts_again(
    searchable: Office, time: Any
) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "before")
    searchable.sync(espo_id)
    time.advance(90)
    assert searchable.retry(espo_id).outcome == "again"
    time.advance(520)
    assert searchable.retry(espo_id).outcome == "written"
    assert posts(searchable) == 2
    assert searchable.named_in_advoware() == [searchable.espocrm(espo_id)["betnr"]]


def test_a_free_record_that_appears_within_the_quarantine_is_never_doubled(searchable: Office, time: Any) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "before")
    searchable.sync(espo_id)
    time.advance(90)
    searchable.retry(espo_id)
    searchable.person_in_advoware()
    time.advance(520)
    assert searchable.retry(espo_id).outcome == "held"
    assert posts(searchable) == 1


def test_the_quarantine_counts_from_the_last_post(searchable: Office, time: Any) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "before", times=2)
    searchable.sync(espo_id)
    time.advance(90)
    searchable.retry(espo_id)
    time.advance(520)
    searchable.retry(espo_id)  # posts again, and loses that answer too
    time.advance(400)
    searchable.sync(espo_id)
    assert posts(searchable) == 2


def test_two_creates_of_one_name_with_lost_answers_are_both_held(searchable: Office, time: Any) -> None:
    lost_post(searchable, "after", times=2)
    both = [searchable.person_in_espocrm(), searchable.person_in_espocrm(dateOfBirth=None)]
    # The second would find the first one's record; it is created before that could be.
    for espo_id in both:
        searchable.box.advo.options.search = "ignored"
        searchable.sync(espo_id)
    searchable.box.advo.options.search = "works"
    time.advance(3700)  # the search is proved anew
    for espo_id in both:
        assert searchable.sync(espo_id).outcome == "held"
        assert hold_code(searchable, espo_id) == "create_unknown"
    assert len(searchable.named_in_advoware()) == 2


def test_without_a_trusted_search_a_lost_answer_is_held(office: Office, time: Any) -> None:
    espo_id = office.person_in_espocrm()
    lost_post(office, "before")
    office.sync(espo_id)
    time.advance(90)
    assert office.retry(espo_id).outcome == "held"
    assert hold_code(office, espo_id) == "create_unknown"
    time.advance(86400)
    office.sync(espo_id)
    assert posts(office) == 1


def test_create_anyway_posts_exactly_once(office: Office, time: Any) -> None:
    espo_id = office.person_in_espocrm()
    lost_post(office, "before")
    office.sync(espo_id)
    time.advance(90)
    office.retry(espo_id)
    assert office.answer(espo_id, "create-anyway").outcome == "written"
    assert len(office.named_in_advoware()) == 1
    office.sync(espo_id)
    assert posts(office) == 2


def test_create_anyway_is_good_for_one_post_only(office: Office, time: Any) -> None:
    espo_id = office.person_in_espocrm()
    lost_post(office, "before", times=2)
    office.sync(espo_id)
    time.advance(90)
    office.retry(espo_id)
    office.answer(espo_id, "create-anyway")
    time.advance(400)
    assert office.retry(espo_id).outcome == "held"
    assert posts(office) == 2


def open_intents(office: Office, espo_id: str) -> int:
    """Creates of the party whose outcome is still unknown."""
    return int(office.party(espo_id).intents.filter(closed_at=None).count())


def test_a_record_that_a_person_names_ends_the_uncertainty(office: Office, time: Any) -> None:
    espo_id = office.person_in_espocrm()
    lost_post(office, "after")
    office.sync(espo_id)
    time.advance(90)
    office.retry(espo_id)
    (number,) = office.named_in_advoware()
    assert office.answer(espo_id, "link", str(number)).outcome == "written"
    assert office.espocrm(espo_id)["betnr"] == number
    assert open_intents(office, espo_id) == 0
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_a_number_that_a_person_types_ends_the_uncertainty(office: Office, time: Any) -> None:
    espo_id = office.person_in_espocrm()
    lost_post(office, "after")
    office.sync(espo_id)
    (number,) = office.named_in_advoware()
    office.edit_espocrm(espo_id, betnr=number)
    time.advance(90)
    assert office.retry(espo_id).outcome == "written"
    assert open_intents(office, espo_id) == 0
    assert posts(office) == 1


def test_an_uncertainty_that_has_ended_holds_no_namesake(searchable: Office, time: Any) -> None:
    first = searchable.person_in_espocrm()
    lost_post(searchable, "after")
    searchable.sync(first)
    (number,) = searchable.named_in_advoware()
    searchable.edit_espocrm(first, betnr=number)
    time.advance(90)
    searchable.retry(first)
    second = searchable.person_in_espocrm(dateOfBirth="2001-01-01")
    lost_post(searchable, "after")
    searchable.sync(second)
    time.advance(90)
    assert searchable.retry(second).outcome == "written"
    assert len(searchable.named_in_advoware()) == 2


def test_a_record_that_somebody_edited_before_we_found_it_again_is_for_a_person(searchable: Office, time: Any) -> None:
    espo_id = searchable.person_in_espocrm()
    lost_post(searchable, "after")
    searchable.sync(espo_id)
    (number,) = searchable.named_in_advoware()
    searchable.edit_advoware(number, anrede="Frau")
    time.advance(90)
    assert searchable.retry(espo_id).outcome == "held"
    assert searchable.party(espo_id).hold["candidates"] == [number]
    assert posts(searchable) == 1


# What Advoware refuses in a POST


def test_an_optional_field_that_is_refused_is_left_out_of_the_create(office: Office) -> None:
    office.box.advo.options.quirks.refuses["anrede"] = "Herr"
    espo_id = office.person_in_espocrm()
    assert office.sync(espo_id).outcome == "written"
    number = office.espocrm(espo_id)["betnr"]
    assert office.advoware(number)["name"] == "Mustermann"
    assert office.advoware(number)["anrede"] is None
    assert office.open_questions(espo_id) == [("difference", "salutationName")]
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"


def test_the_field_that_was_left_out_is_not_tried_anew(office: Office) -> None:
    office.box.advo.options.quirks.refuses["anrede"] = "Herr"
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_a_refused_name_needs_a_person_and_is_not_retried(office: Office) -> None:
    office.box.advo.options.quirks.refuses["name"] = "Muster"
    espo_id = office.person_in_espocrm()
    assert office.sync(espo_id).outcome == "failed"
    party = office.party(espo_id)
    assert (party.error_class, party.due_at, party.failures) == ("needs_person", None, 0)
    assert office.espocrm(espo_id)["syncStatus"] == "failed"
    assert office.espocrm(espo_id)["syncErrorMessage"]
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_a_refused_name_that_was_corrected_is_created(office: Office) -> None:
    office.box.advo.options.quirks.refuses["name"] = "Muster"
    espo_id = office.person_in_espocrm()
    office.sync(espo_id)
    office.edit_espocrm(espo_id, lastName="Beispiel")
    assert office.sync(espo_id).outcome == "written"
    assert office.named_in_advoware("Beispiel") == [office.espocrm(espo_id)["betnr"]]


def test_a_page_of_namesakes_that_is_cut_off_hides_no_match(searchable: Office) -> None:
    searchable.person_in_advoware(geburtsdatum="1951-01-01T00:00:00")
    searchable.person_in_advoware(geburtsdatum="1952-01-01T00:00:00")
    number = searchable.person_in_advoware()
    searchable.box.advo.options.list_limit = 2
    espo_id = searchable.person_in_espocrm()
    assert searchable.sync(espo_id).outcome == "written"
    assert searchable.espocrm(espo_id)["betnr"] == number
    assert posts(searchable) == 0
