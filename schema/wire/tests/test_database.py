from pymongo.errors import BulkWriteError

from wire.database import IDS_A_QUERY, are_all_duplicates, in_portions

DUPLICATE = {"index": 0, "code": 11000, "errmsg": "E11000 duplicate key error"}
NOT_ON_A_MAJORITY = {"code": 64, "errmsg": "waiting for replication timed out"}


def test_ids_are_asked_for_in_portions_each_once() -> None:
    ids = [f"{number:03}" for number in range(2 * IDS_A_QUERY + 1)]
    portions = list(in_portions([*reversed(ids), *ids]))
    assert [len(one["$in"]) for one in portions] == [IDS_A_QUERY, IDS_A_QUERY, 1]
    assert [one for portion in portions for one in portion["$in"]] == ids


def test_nobody_is_asked_for_nothing() -> None:
    assert list(in_portions([])) == []


def test_what_is_there_already_is_no_failure() -> None:
    assert are_all_duplicates(BulkWriteError({"writeErrors": [DUPLICATE], "writeConcernErrors": []}))
    other = {"index": 1, "code": 121, "errmsg": "Document failed validation"}
    assert not are_all_duplicates(BulkWriteError({"writeErrors": [DUPLICATE, other], "writeConcernErrors": []}))


def test_what_may_be_rolled_back_is_a_failure() -> None:
    for errors in ([], [DUPLICATE]):
        failed = BulkWriteError({"writeErrors": errors, "writeConcernErrors": [NOT_ON_A_MAJORITY]})
        assert not are_all_duplicates(failed)
