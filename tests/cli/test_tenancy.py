"""Keys with scopes, OAuth clients and return URLs from the command line."""

import json

SECRET = "a-very-secret-client-secret"


def test_a_key_has_the_scopes_that_are_named(segue):
    """Every key would be able to do everything."""
    segue("keys", "create", "--name", "plain")
    segue("keys", "create", "--name", "reader", "--scope", "read")
    segue("keys", "create", "--name", "mover", "--scope", "export_credentials")

    lines = segue("keys", "list").stdout.splitlines()

    scopes = {line.split()[2]: line for line in lines[1:]}
    assert "read write manage " in scopes["plain"]
    assert "manage" not in scopes["reader"]
    assert "export_credentials" in scopes["mover"]
    assert segue("keys", "create", "--scope", "all").exit_code == 2


def test_a_key_is_rotated_with_an_overlap_or_none(segue):
    """A leaked key would go on working, or every process need the new one at once."""
    for overlap in ([], ["--overlap", "600"]):
        made = segue("keys", "create", "--name", "old", "--scope", "read")
        key_id = made.stderr.split("Key ")[1].split()[0]
        rotated = segue("keys", "rotate", key_id, *overlap)

        assert rotated.exit_code == 0, rotated.stderr
        assert rotated.stdout.strip().startswith("segue_")
        assert rotated.stdout != made.stdout
        listed = segue("keys", "list").stdout
        assert rotated.stdout.strip() not in listed
        again = segue("keys", "rotate", key_id)
        assert again.exit_code == (0 if overlap else 1)
    assert segue("keys", "rotate", "key_none").exit_code == 1


def test_an_oauth_client_is_set_and_forgotten(segue, customer):
    """An operator could not let customers connect without writing a program."""
    assert customer
    given = json.dumps({"client_id": "ours", "client_secret": SECRET})

    made = segue("providers", "configure", "outreach", "--stdin", stdin=given)
    by_variable = segue(
        "providers",
        "configure",
        "salesloft",
        "--env",
        "client_id=ID",
        "--env",
        "client_secret=SECRET",
        env={"ID": "ours", "SECRET": SECRET},
    )

    assert (made.exit_code, by_variable.exit_code) == (0, 0), made.stderr + by_variable.stderr
    assert SECRET not in made.output + by_variable.output
    assert segue("providers", "forget", "outreach").exit_code == 0
    assert segue("providers", "forget", "outreach").exit_code == 1


def test_a_client_without_a_secret_or_at_apollo_is_refused(segue, customer):
    """Settings would be kept that nobody can connect with."""
    assert customer
    lacking = segue("providers", "configure", "outreach", "--stdin", stdin='{"client_id": "x"}')
    apollo = segue("providers", "configure", "apollo", "--stdin", stdin="{}")

    assert (lacking.exit_code, apollo.exit_code) == (1, 2)
    assert "secret" in lacking.stderr
    assert "by a key" in apollo.stderr


def test_return_urls_are_set_and_shown(segue, customer):
    """Browsers could be sent nowhere but to this machine."""
    assert customer
    urls = ["https://app.example/settings", "https://app.example/in/"]

    assert segue("applications", "return-urls", *urls).stdout.split() == urls
    assert segue("applications", "return-urls").stdout.split() == urls
    assert "default" in segue("applications", "list").stdout
    assert segue("applications", "return-urls", "ftp://x").exit_code == 1
    assert segue("applications", "return-urls", "--clear").stdout == ""
    assert segue("applications", "return-urls").stdout == ""
