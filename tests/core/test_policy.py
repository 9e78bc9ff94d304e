"""The engine under every transition table."""

from enum import StrEnum

import pytest

from app.core.errors import Refused, WrongState
from app.core.policy import Transitions, require, row


class State(StrEnum):
    DRAFT = "draft"
    SHOWN = "shown"
    GONE = "gone"


class Party(StrEnum):
    OWNER = "owner"
    REVIEWER = "reviewer"


TABLE = Transitions(
    row("edit", [State.DRAFT], None, Party.OWNER),
    row("show", [State.DRAFT], State.SHOWN, Party.REVIEWER),
    row("remove", [State.DRAFT, State.SHOWN], State.GONE, Party.OWNER, Party.REVIEWER),
)


def test_an_act_that_keeps_the_state_leads_to_the_state_it_is_in():
    assert TABLE.require("edit", State.DRAFT, {Party.OWNER}) is State.DRAFT


def test_an_act_leads_where_the_table_says():
    assert TABLE.require("show", State.DRAFT, {Party.REVIEWER}) is State.SHOWN


def test_somebody_who_could_never_do_it_is_refused():
    with pytest.raises(Refused):
        TABLE.require("show", State.GONE, {Party.OWNER})


def test_somebody_who_could_have_done_it_earlier_is_told_that_it_has_moved_on():
    with pytest.raises(WrongState, match="gone now"):
        TABLE.require("remove", State.GONE, {Party.OWNER})


def test_an_act_that_no_table_knows_is_refused():
    with pytest.raises(Refused):
        TABLE.require("burn", State.DRAFT, {Party.OWNER, Party.REVIEWER})


def test_somebody_who_is_nothing_to_the_thing_may_do_nothing():
    assert TABLE.acts(State.DRAFT, set()) == []


def test_the_acts_of_two_parties_are_those_of_both_in_the_order_of_the_table():
    assert TABLE.acts(State.DRAFT, {Party.OWNER, Party.REVIEWER}) == ["edit", "show", "remove"]


def test_require_says_why_it_refuses():
    with pytest.raises(Refused, match="Only on Mondays"):
        require(False, "Only on Mondays")
