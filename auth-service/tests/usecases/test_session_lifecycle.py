"""Whatever is done in whatever order: a refresh token works exactly when the model of sessions says so."""

from dataclasses import dataclass, field
from datetime import timedelta

from auth_parts import Mailbox, TurnableClock, build, build_parts, build_sender, caller_of
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from auth_service.configuration import load_configuration
from auth_service.domain.refusals import Conflict, Unauthenticated
from auth_service.usecases.account_creation import NewAccount
from wire.identity import Caller

HOME = "203.0.113.7"
CONFIGURATION = load_configuration({"APP_MODE": "development"})


@dataclass(eq=False)
class Family:
    """The model: which token of a session is the newest, when it was made, and whether the session lives."""

    newest: object
    made_at: object
    alive: bool = True
    opened: list[object] = field(default_factory=list)


@dataclass(frozen=True)
class Issued:
    family: Family
    opened: object


class Sessions(RuleBasedStateMachine):
    issued = Bundle("issued")

    @initialize(target=issued)
    def begin(self):
        self.clock = TurnableClock()
        parts = build_parts(self.clock)
        self.application, self.mailbox = build(CONFIGURATION, parts), Mailbox()
        self.send = build_sender(CONFIGURATION, parts.accounts.letters, self.mailbox, self.clock)
        self.families: list[Family] = []
        self.passwords = 0
        return self.remember(
            self.application.register(NewAccount("ann@example.com", "password-0-of-ann", "Ann", "Lee"), HOME)
        )

    def remember(self, opened, family=None):
        family = family or Family(opened, self.clock.now())
        if family not in self.families:
            self.families.append(family)
        family.newest, family.made_at = opened, self.clock.now()
        family.opened.append(opened)
        return Issued(family, opened)

    @rule(target=issued)
    def log_in(self):
        return self.remember(self.application.log_in("ann@example.com", f"password-{self.passwords}-of-ann", HOME))

    @rule(seconds=st.sampled_from([0.5, 9, 10, 11, 3600]))
    def time_passes(self, seconds):
        self.clock.turn(timedelta(seconds=seconds))

    @rule(target=issued, token=issued)
    def refresh(self, token):
        family, history = token.family, token.family.opened
        try:
            opened = self.application.refresh_session(str(token.opened.refresh_token))
        except Conflict:
            assert family.alive
            assert len(history) > 1
            assert token.opened is history[-2]
            assert self.clock.now() - family.made_at <= timedelta(seconds=10)
            return token
        except Unauthenticated:
            # Dead already, or killed by this very reuse.
            assert not family.alive or token.opened is not family.newest
            family.alive = False
            return token
        assert family.alive
        assert token.opened is family.newest
        return self.remember(opened, family)

    @rule(token=issued)
    def log_out(self, token):
        assert self.application.log_out(Caller(), str(token.opened.refresh_token)) in {token.family.alive, True}
        token.family.alive = False

    @rule(token=issued)
    def log_out_everywhere(self, token):
        try:
            self.application.log_out.everywhere(Caller(), str(token.opened.refresh_token))
        except Unauthenticated:
            assert not token.family.alive
        else:
            assert token.family.alive
            self.end_all()

    @rule(target=issued, token=issued)
    def change_password(self, token):
        old, new = (f"password-{number}-of-ann" for number in (self.passwords, self.passwords + 1))
        try:
            opened = self.application.change_password(caller_of(token.opened), old, new)
        except Unauthenticated:
            assert not token.family.alive
            return token
        assert token.family.alive
        self.passwords += 1
        self.end_all()
        return self.remember(opened)

    @rule(target=issued)
    def reset_password(self):
        self.clock.turn(timedelta(hours=1))  # so that the budget of letters is full
        self.application.request_password_reset("ann@example.com", HOME)
        self.send()
        token = self.mailbox.token_to("ann@example.com")
        opened = self.application.reset_password(token, f"password-{self.passwords + 1}-of-ann", HOME)
        self.passwords += 1
        self.end_all()
        return self.remember(opened)

    @rule(token=issued, other=issued)
    def end_from_another_session(self, token, other):
        caller, sid = caller_of(token.opened), other.opened.refresh_token.session_id
        try:
            listed = {session.id for session in self.application.own_sessions.list(caller)}
            ended = self.application.own_sessions.end(caller, sid)
        except Unauthenticated:
            assert not token.family.alive
            return
        assert token.family.alive
        assert ended == other.family.alive
        assert listed == {family.newest.refresh_token.session_id for family in self.families if family.alive}
        other.family.alive = False

    def end_all(self):
        for family in self.families:
            family.alive = False


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
