"""The operators' commands, run as processes."""

import pytest

STAFF = ["--first-name", "Ada", "--last-name", "Root", "--no-input"]
SECRETS = {
    "IDENTITY_SECRET": "Zq3vX8mPw1Lk7TnB5yRc9DhF2gJs6KaU0eWi4oQx",
    "DJANGO_SECRET_KEY": "b7GtY2nHq9ZxC4vK1mLw8PjR5sDf0XaUe3Wi6oQy",
    "KEY_ENCRYPTION_SECRET": "m4NcV7bXz1LqW9eRt3YuP6oIa8SdF2gHj5KlZ0xQ",
}
PRODUCTION = {"APP_MODE": "production", "ALLOWED_HOSTS": "auth", **SECRETS}


@pytest.fixture
def environment(service_environment, database):
    """The service's environment with an empty database of this test's own."""
    return service_environment | {"MONGODB_DATABASE": database.name}


def test_first_admin_is_created_once(manage, environment, database):
    command = ["create_admin", "--email", "Ada@example.com", *STAFF]
    first, again = (manage(environment, *command, STAFF_PASSWORD="cleared-for-take-off") for _ in range(2))
    assert (first.returncode, first.stdout) == (0, "Ada@example.com is ADMIN now.\n")
    assert (again.returncode, again.stdout) == (0, "Ada@example.com is ADMIN already; nothing was changed.\n")
    (stored,) = database["accounts"].find({"email_lc": "ada@example.com"})
    assert stored["roles"] == ["ADMIN"]


def test_admin_with_a_weak_password_is_refused(manage, environment, database):
    """Which passwords are weak is the registration's business; that hers is looked at shows in her own address."""
    password = "ada@example.com"
    refused = manage(environment, "create_admin", "--email", "ada@example.com", *STAFF, STAFF_PASSWORD=password)
    assert refused.returncode == 1
    assert "password" in refused.stderr
    assert password not in refused.stderr.replace("password is", "")
    assert database["accounts"].find_one({"email_lc": "ada@example.com"}) is None


def test_admin_needs_a_password(manage, environment):
    refused = manage(environment, "create_admin", "--email", "ada@example.com", *STAFF)
    assert refused.returncode == 1
    assert "STAFF_PASSWORD is not set" in refused.stderr


def test_agent_is_created_from_the_environment(manage, environment, database):
    who = {
        "STAFF_EMAIL": "a@example.com",
        "STAFF_FIRST_NAME": "Ann",
        "STAFF_LAST_NAME": "Lee",
        "STAFF_PASSWORD": "boarding-at-gate-12",
    }
    assert manage(environment, "create_agent", "--no-input", **who).returncode == 0
    assert database["accounts"].find_one({"email_lc": "a@example.com"})["roles"] == ["AGENT"]


def test_demo_accounts_are_printed_and_can_be_loaded_again(manage, environment, database):
    first, again = (manage(environment, "load_demo_accounts") for _ in range(2))
    assert first.returncode == again.returncode == 0
    assert first.stdout == again.stdout
    assert [line.split()[0] for line in first.stdout.splitlines()] == ["CUSTOMER", "AGENT", "ADMIN"]
    emails = [line.split()[1] for line in first.stdout.splitlines()]
    stored = {
        account["email"]: account["roles"] for account in database["accounts"].find({"email_lc": {"$in": emails}})
    }
    assert sorted(stored.values()) == [["ADMIN"], ["AGENT"], ["CUSTOMER"]]


def test_demo_accounts_are_refused_in_production(manage, environment, database):
    refused = manage(environment | PRODUCTION, "load_demo_accounts")
    assert refused.returncode == 1
    assert "APP_MODE=development only" in refused.stderr
    assert database.list_collection_names() == []


def test_indexes_are_created_and_created_again(manage, environment, database):
    for _ in range(2):
        assert manage(environment, "ensure_indexes").returncode == 0
    assert database["accounts"].index_information()["email_lc"]["unique"]
    assert "expiry" in database["sessions"].index_information()
    assert "expiry" in database["tries"].index_information()


def test_keys_are_rotated(manage, environment):
    refused = manage(environment, "rotate_keys")
    assert refused.returncode == 1
    assert "not known everywhere yet" in refused.stderr
    rotated = manage(environment, "rotate_keys", "--now")
    assert [line.split()[1] for line in rotated.stdout.splitlines()] == ["retired", "current", "next"]
    withdrawn = manage(environment, "rotate_keys", "--leaked")
    assert [line.split()[1] for line in withdrawn.stdout.splitlines()] == ["current", "next"]


def test_schema_is_printed_alone_on_standard_output(manage, environment):
    printed = manage(environment, "export_schema")
    assert printed.returncode == 0
    assert printed.stdout.startswith("extend schema @link(")
    assert printed.stderr == ""


def test_unreachable_database_is_a_sentence(manage, environment):
    nowhere = {"MONGODB_URL": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"}
    refused = manage(environment | nowhere, "create_admin", "--email", "ada@example.com", *STAFF, STAFF_PASSWORD="x")
    assert refused.returncode == 1
    assert "cannot reach its database" in refused.stderr


def test_service_without_secrets_says_what_is_missing_and_stops(manage):
    refused = manage({}, "ensure_indexes")
    assert refused.returncode == 1
    assert refused.stderr == (
        "auth-service cannot start:\n"
        "  - MONGODB_URL is not set.\n"
        "  - IDENTITY_SECRET is not set.\n"
        "  - DJANGO_SECRET_KEY is not set.\n"
        "  - KEY_ENCRYPTION_SECRET is not set.\n"
        "  - ALLOWED_HOSTS is not set.\n"
    )


def test_changed_encryption_secret_is_a_sentence_with_a_way_out(manage, environment):
    assert manage(environment, "ensure_indexes").returncode == 0
    changed = environment | {"KEY_ENCRYPTION_SECRET": "another secret"}
    refused = manage(changed, "ensure_indexes")
    assert refused.returncode == 1
    assert "run rotate_keys --leaked twice" in refused.stderr
    assert "Traceback" not in refused.stderr
    for command in (["rotate_keys", "--leaked"], ["rotate_keys", "--leaked"], ["ensure_indexes"]):
        assert manage(changed, *command).returncode == 0


def test_production_service_starts_with_good_secrets(manage, environment, database):
    assert manage(environment | PRODUCTION, "ensure_indexes").returncode == 0
