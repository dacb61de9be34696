from wire.database import IDS_A_QUERY, in_portions


def test_ids_are_asked_for_in_portions_each_once() -> None:
    ids = [f"{number:03}" for number in range(2 * IDS_A_QUERY + 1)]
    portions = list(in_portions([*reversed(ids), *ids]))
    assert [len(one["$in"]) for one in portions] == [IDS_A_QUERY, IDS_A_QUERY, 1]
    assert [one for portion in portions for one in portion["$in"]] == ids


def test_nobody_is_asked_for_nothing() -> None:
    assert list(in_portions([])) == []
