from tests.law import laws


def test_every_module_is_named_for_what_it_makes_or_decides() -> None:
    assert not (found := laws.names_that_say_nothing(laws.ROOT)), "\n".join(found)


def test_every_room_says_in_five_lines_what_it_decides() -> None:
    assert not (found := laws.rooms_that_talk_too_much(laws.ROOT)), "\n".join(found)


def test_the_door_of_a_room_holds_no_code() -> None:
    assert not (found := laws.rooms_with_code_in_their_door(laws.ROOT)), "\n".join(found)


def test_the_name_of_every_test_is_a_sentence() -> None:
    assert not (found := laws.curt_test_names(laws.ROOT)), "\n".join(found)
