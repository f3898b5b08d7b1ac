from tests.law import laws


def test_no_function_is_longer_than_seventy_lines() -> None:
    assert not (found := laws.long_functions(laws.ROOT)), "\n".join(found)


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    assert not (found := laws.long_files(laws.ROOT)), "\n".join(found)
