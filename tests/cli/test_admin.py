"""Keys, customers, connections and writes from the command line."""

import json

import pytest

SECRET = "a-very-secret-value"


def test_a_key_is_shown_once_and_can_be_revoked(segue):
    """A key could not be used, would be readable later, or would go on working."""
    made = segue("keys", "create", "--application", "crm", "--name", "first")
    assert made.exit_code == 0
    secret = made.stdout.strip()
    assert secret.startswith("segue_")
    listed = segue("keys", "list").stdout
    assert secret not in listed
    assert "crm" in listed
    assert "first" in listed
    key_id = listed.splitlines()[1].split()[0]
    assert segue("keys", "revoke", key_id).exit_code == 0
    assert segue("keys", "revoke", key_id).exit_code == 1


def test_two_keys_of_one_application_share_it(segue):
    """Each new key would see none of the customers of the one before."""
    segue("keys", "create")
    segue("customers", "create", "acme")
    segue("keys", "create")
    assert "acme" in segue("customers", "list").stdout


def test_a_customer_is_added_changed_and_deleted(segue, customer):
    """An operator could not manage customers."""
    segue("customers", "create", customer, "--name", "Acme Ltd", "--email", "it@acme.example")
    listed = segue("customers", "list").stdout
    assert listed.count("acme ") == 1
    assert "Acme Ltd" in listed
    assert "it@acme.example" in listed
    assert segue("customers", "delete", customer).exit_code == 0
    assert segue("customers", "delete", customer).exit_code == 1


@pytest.mark.parametrize("id", ["", " x", "ä", "x" * 256, "a\nb"])
@pytest.mark.usefixtures("customer")
def test_an_id_that_no_header_can_carry_is_refused(id, segue):
    """A customer could be made whom no request can name."""
    result = segue("customers", "create", id)
    assert result.exit_code == 1
    assert "printable ASCII" in result.stderr


def test_a_credential_comes_from_a_named_variable(segue, customer):
    """A credential would have to stand in the arguments, which every user can read."""
    made = segue(
        "connections", "create", customer, "apollo", "--env", "api_key=KEY", env={"KEY": SECRET}
    )
    assert made.exit_code == 0, made.stderr
    listed = segue("connections", "list", customer).stdout
    assert "apollo" in listed
    assert "active" in listed
    assert SECRET not in made.output + listed


def test_a_credential_comes_from_standard_input(segue, customer):
    """A script could not hand a credential over."""
    given = json.dumps({"access_token": SECRET})
    made = segue("connections", "create", customer, "outreach", "--stdin", stdin=given)
    assert made.exit_code == 0, made.stderr
    again = segue("connections", "create", customer, "outreach", "--stdin", stdin=given)
    assert again.exit_code == 1
    assert SECRET not in made.output + again.output
    assert segue("connections", "delete", customer, "outreach").exit_code == 0
    assert segue("connections", "delete", customer, "outreach").exit_code == 1


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (["--env", SECRET], None),
        (["--env", f"api_key={SECRET}"], None),
        (["--stdin"], SECRET),
        (["--stdin"], f'["{SECRET}"]'),
        ([], SECRET),
    ],
)
def test_a_credential_in_the_wrong_place_is_refused_and_not_repeated(args, stdin, segue, customer):
    """A secret that was put there by mistake would be printed, too."""
    result = segue("connections", "create", customer, "apollo", *args, stdin=stdin)
    assert result.exit_code == 2
    assert SECRET not in result.output


def test_a_credential_that_lacks_a_value_is_refused(segue, customer):
    """A connection would be made that can never work."""
    result = segue("connections", "create", customer, "apollo", "--stdin", stdin="{}")
    assert result.exit_code == 1
    assert result.stderr == "segue: Apollo needs 'api_key'.\n"


def test_a_budget_is_shown(segue, customer):
    """An operator could not see why a customer's calls are held back."""
    segue("connections", "create", customer, "salesloft", "--stdin", stdin='{"access_token": "t"}')
    shown = segue("connections", "budget", customer, "salesloft")
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout.splitlines()[1].split()[:4] == ["team", "minute", "600", "600"]
    assert segue("connections", "budget", customer, "apollo").exit_code == 1


def test_a_lost_key_file_is_told_and_not_replaced(segue, customer, tmp_path):
    """A new key would be made beside credentials that it cannot open."""
    segue("connections", "create", customer, "apollo", "--stdin", stdin='{"api_key": "k"}')
    (tmp_path / "segue.key").unlink()
    result = segue("customers", "list")
    assert result.exit_code == 1
    assert result.stderr.startswith("segue: The key file ")
    assert not (tmp_path / "segue.key").exists()


def test_providers_are_listed_with_their_tables(segue):
    """An operator could not see what a provider can do."""
    assert "salesloft" in segue("providers", "list").stdout
    shown = segue("providers", "show", "salesloft").stdout
    assert "step.type.linkedin_send_message: absent, used: refuse" in shown


def test_migrating_says_what_it_did(segue):
    """An operator would not know whether anything has changed."""
    assert "is now at revision" in segue("migrate").stdout
    assert "already" in segue("migrate").stdout
