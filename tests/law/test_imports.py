from tests.law import laws


def test_every_import_contract_is_kept() -> None:
    assert not (found := laws.broken_contracts(laws.ROOT)), "\n".join(found)


def test_the_core_imports_nothing_but_arithmetic_text_and_types() -> None:
    assert not (found := laws.impure_imports(laws.ROOT)), "\n".join(found)


def test_nobody_but_the_clock_asks_what_time_it_is() -> None:
    assert not (found := laws.wall_clock_calls(laws.ROOT)), "\n".join(found)


def test_nobody_but_the_visitor_reader_knows_where_an_address_is() -> None:
    assert not (found := laws.address_reads(laws.ROOT)), "\n".join(found)


def test_a_state_changes_in_the_lifecycles_file_or_nowhere() -> None:
    assert not (found := laws.moves_outside_the_table(laws.ROOT)), "\n".join(found)
