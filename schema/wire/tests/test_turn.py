from datetime import UTC, datetime, timedelta

import pytest
from pymongo.collection import Collection
from pymongo.database import Database

from wire.database import Document
from wire.turn import TURN, Turn


@pytest.fixture
def turns(database: Database[Document]) -> Collection[Document]:
    return database["turns"]


def let_it_end(turns: Collection[Document]) -> None:
    """As if the holder had not been heard of for the length of a turn."""
    turns.update_one({"_id": "relay"}, {"$set": {"until": datetime.now(UTC) - timedelta(seconds=1)}})


def test_of_several_one_has_the_turn_and_keeps_it(turns: Collection[Document]) -> None:
    first, second = Turn(turns, "relay"), Turn(turns, "relay")
    assert [first.take(), second.take(), first.take(), second.take()] == [True, False, True, False]


def test_who_is_not_heard_of_any_more_loses_it(turns: Collection[Document]) -> None:
    first, second = Turn(turns, "relay"), Turn(turns, "relay")
    assert first.take()
    let_it_end(turns)
    assert second.take()
    assert not Turn(turns, "relay").take()


def test_a_clock_that_was_far_ahead_keeps_nobody_waiting(turns: Collection[Document]) -> None:
    """The holder died, or its machine's clock was set right: no turn is as long as that."""
    turns.insert_one({"_id": "relay", "holder": "gone", "until": datetime.now(UTC) + timedelta(hours=1)})
    assert Turn(turns, "relay").take()


def test_who_gives_it_up_keeps_nobody_waiting(turns: Collection[Document]) -> None:
    first, second = Turn(turns, "relay"), Turn(turns, "relay")
    assert first.take()
    first.give_up()
    assert second.take()
    first.give_up()
    assert not first.take()


def test_a_turn_at_something_else_is_another(turns: Collection[Document]) -> None:
    assert Turn(turns, "relay").take()
    assert Turn(turns, "sweeper").take()


def test_the_holder_asks_for_more_before_it_ends(turns: Collection[Document]) -> None:
    holder = Turn(turns, "relay")
    assert holder.take()
    holder._mine_until -= TURN * 0.6  # time goes by
    almost_over = datetime.now(UTC) + TURN * 0.4
    turns.update_one({"_id": "relay"}, {"$set": {"until": almost_over}})
    assert holder.take()
    after = turns.find_one({"_id": "relay"})
    assert after is not None
    assert after["until"] > almost_over
