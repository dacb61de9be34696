import pytest
from pymongo.database import Database

from wire.database import Document, connect
from wire.portable_subset import PortableSubsetListener, find_violations


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("find", {"find": "c", "filter": {"_id": {"$in": [1, 2]}, "at": {"$lte": 3}, "holds.0193f6.n": 1}}),
        ("update", {"update": "c", "updates": [{"q": {"_id": 1, "free": {"$gte": 2}}, "u": {"$inc": {"free": -2}}}]}),
        ("aggregate", {"aggregate": "c", "pipeline": [{"$match": {"day": 1}}, {"$project": {"n": {"$size": "$x"}}}]}),
        ("insert", {"insert": "c", "documents": [{"$or": 1}]}),
    ],
)
def test_the_subset_is_silent(name: str, command: dict[str, object]) -> None:
    assert list(find_violations(name, command)) == []


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("findAndModify", {"findAndModify": "c", "query": {"_id": 1}}),
        ("find", {"find": "c", "filter": {"$or": [{"a": 1}, {"b": 1}]}}),
        ("find", {"find": "c", "filter": {"$and": [{"a": 1}]}}),
        ("find", {"find": "c", "filter": {"$expr": {"$eq": ["$a", "$b"]}}}),
        ("find", {"find": "c", "filter": {"segments.0.fare": 1}}),
        ("find", {"find": "c", "filter": {"name": {"$regex": "^J"}}}),
        ("update", {"update": "c", "updates": [{"q": {"$or": []}, "u": {}}]}),
        ("delete", {"delete": "c", "deletes": [{"q": {"$expr": 1}, "limit": 0}]}),
        ("aggregate", {"aggregate": "c", "pipeline": [{"$group": {"_id": "$a"}}]}),
        ("aggregate", {"aggregate": "c", "pipeline": [{"$match": {"a": 1}}, {"$lookup": {"from": "d"}}]}),
        ("aggregate", {"aggregate": "c", "pipeline": [{"$match": {"a": 1}}, {"$project": {"a": {"b": 1}}}]}),
        ("create", {"create": "c", "collation": {"locale": "en"}}),
    ],
)
def test_what_servers_answer_differently_is_reported(name: str, command: dict[str, object]) -> None:
    assert len(list(find_violations(name, command))) == 1


def test_a_real_client_is_watched(mongodb_url: str, database: Database[Document]) -> None:
    listener = PortableSubsetListener()
    watched = connect(mongodb_url, database.name, listeners=[listener])
    watched["c"].find_one({"_id": 1})
    assert listener.violations == []
    watched["c"].find_one({"$or": [{"_id": 1}]})
    assert listener.violations == ["find c: $or at the top level of a filter uses no index"]
    watched.client.close()
