from warehouse.dictionary import PATH, data_dictionary


def test_docs_are_as_the_models_say() -> None:
    assert PATH.read_text(encoding="utf-8") == data_dictionary(), "run: python -m warehouse.dictionary"
