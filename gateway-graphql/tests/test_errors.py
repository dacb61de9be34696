from jetbridge.errors import CAUSES, GatewayError, get_status, mask, to_extensions


def test_every_cause_has_a_status_a_meaning_and_a_way_out() -> None:
    for code, cause in CAUSES.items():
        assert code == cause.code == code.upper()
        assert 200 <= cause.status < 600
        assert cause.meaning.endswith(".")
        assert cause.way_out.endswith(".")


def test_an_error_carries_its_status_and_retry_hint_in_its_extensions() -> None:
    error = GatewayError("RATE_LIMITED", "Too many requests.", {"limit": 5}, retry_after=3)
    assert error.to_graphql() == {
        "message": "Too many requests.",
        "extensions": {"code": "RATE_LIMITED", "http": {"status": 429}, "retryAfterSeconds": 3, "limit": 5},
    }
    assert error.status == 429


def test_a_client_error_is_shown_as_it_is() -> None:
    error = GatewayError("FORBIDDEN", "Not yours.")
    assert mask(error, "abc") is error


def test_an_internal_error_leaves_only_a_trace_id() -> None:
    masked = mask(RuntimeError("password=hunter2"), "4bf92f35")
    assert masked.status == 500
    assert "hunter2" not in str(masked.to_graphql())
    assert masked.extensions["traceId"] == "4bf92f35"


def test_a_code_the_table_lacks_counts_as_internal() -> None:
    assert get_status("SOMETHING_OF_A_SUBGRAPH") == 500
    assert to_extensions("NOPE")["http"] == {"status": 500}
