"""The tables: every row, every refusal, every word."""

import pytest

from segue.providers.apollo import PROVIDER
from segue.spi.capability import NULL, Support, demanded
from segue.spi.errors import classify

STEPS, SEQUENCE = "/emailer_steps", "/sequences/66000000000000000000aa01"
GRAPH = "/emailer_campaigns/66000000000000000000aa01"
SCOPE = '{"error":"x is not accessible with this api_key","error_code":"API_INACCESSIBLE"}'
LOCK = '{"error":"We are already processing the request for your sequence"}'
BUDGET = '{"message":"The maximum number of api calls allowed for api/v1/contacts is 600"}'
PLAN = '{"error":"Your plan is limited to 2 sequences. <a href=\\"x\\">More</a>"}'

REFUSALS = [
    ("GET", GRAPH, 401, "Invalid API key. See https://docs.apollo.io", True, "reauth_required"),
    ("GET", GRAPH, 403, SCOPE, True, "master_key_required"),
    ("PUT", GRAPH, 403, SCOPE, True, "master_key_required"),
    ("POST", STEPS, 403, SCOPE, True, "master_key_required"),
    ("PUT", "/emailer_touches/1", 403, SCOPE, True, "master_key_required"),
    ("POST", "/emailer_touches/1/approve", 403, SCOPE, True, "master_key_required"),
    ("POST", "/sequences", 403, SCOPE, True, "missing_scope"),
    ("POST", "/emailer_campaigns/search", 403, SCOPE, True, "missing_scope"),
    ("POST", f"{GRAPH}/archive", 403, SCOPE, True, "missing_scope"),
    ("POST", "/sequences", 403, SCOPE.replace("this api_key", "a free plan"), True, "plan_limit"),
    ("POST", STEPS, 403, "error code: 1010", True, "blocked_by_edge"),
    ("GET", "/labels", 403, '{"error":"You do not have permission"}', True, None),
    ("GET", GRAPH, 404, '{"error":"Record not found."}', True, None),
    ("POST", STEPS, 404, "Not Found", True, "private_route_missing"),
    ("PUT", SEQUENCE, 404, '{"error":"Record not found."}', True, None),
    ("GET", "/labels", 404, "", True, None),
    ("POST", STEPS, 422, '{"error":"Wait time must not be empty"}', True, None),
    ("POST", "/sequences", 422, PLAN, True, "plan_limit"),
    ("POST", "/sequences", 422, '{"code":"ab_testing_limit"}', True, "plan_limit"),
    ("POST", "/sequences", 422, '{"error":"Api key required"}', True, "reauth_required"),
    ("PUT", SEQUENCE, 422, '{"error":"Missing Step 1 for this sequence."}', False, None),
    ("PUT", SEQUENCE, 422, PLAN, False, None),
    ("PUT", SEQUENCE, 429, LOCK, True, "sequence_locked"),
    ("POST", STEPS, 429, BUDGET, True, None),
    ("POST", STEPS, 429, "This endpoint is only available to paying teams", True, "plan_limit"),
]


@pytest.mark.parametrize(("method", "path", "status", "body", "clean", "reason"), REFUSALS)
def test_each_refusal(method, path, status, body, clean, reason):
    """A refusal would be taken for a lost answer, or a half-done change for a refusal."""
    rule = classify(PROVIDER.error_rules, method=method, path=path, status=status, body=body)
    assert rule is not None
    assert (rule.clean, rule.reason) == (clean, reason)


@pytest.mark.parametrize("status", [400, 405, 408, 409, 500, 502, 504])
def test_other_answers_are_lost(status):
    """An answer that proves nothing would be taken for proof that nothing was changed."""
    assert not classify(PROVIDER.error_rules, method="POST", path=STEPS, status=status, body="")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "Record not found.", "message": "Could not find label"}, "Record not found."),
        ({"message": "The maximum number"}, "The maximum number"),
        ({"errors": ["a", {"message": "b"}]}, "a; b"),
        ({"errors": {"name": ["taken"]}}, "taken"),
        ({"error": None, "message": "m"}, "m"),
        ("Invalid API key. See <a href='x'>docs</a>", "Invalid API key. See docs"),
        ({"error": "Limited. <a href='x'>More</a>"}, "Limited. More"),
        ({"code": 7}, ""),
        (None, ""),
    ],
)
def test_apollos_own_words(body, said):
    """A caller would not learn why Apollo refused."""
    assert PROVIDER.words(body) == said


def test_the_key_goes_into_one_header():
    """Apollo refuses a good key when an Authorization stands beside it."""
    assert PROVIDER.headers({"api_key": "k"}) == {"x-api-key": "k"}


def test_every_row_is_there_and_none_is_open():
    """A field would have no claim, or a claim that nobody demands."""
    table = PROVIDER.capabilities.table
    assert set(demanded()) <= set(table)
    assert {name.removesuffix(NULL) for name in set(table) - set(demanded())} <= set(demanded())
    assert not [n for n, row in table.items() if row.support in (Support.UNKNOWN, Support.PENDING)]


@pytest.mark.parametrize("kind", ["sequence", "step", "template", "user"])
def test_ids_are_object_ids(kind):
    """An id of another provider would be sent to Apollo."""
    assert PROVIDER.id_matches(kind, "66000000000000000000aa01")
    for other in ("42", "66000000000000000000aa0", "66000000000000000000aa01/x"):
        assert not PROVIDER.id_matches(kind, other)


def test_examples_use_no_reserved_key():
    """The example that documents custom fields would be refused."""
    for kind, example in PROVIDER.examples.items():
        assert not PROVIDER.reserved_keys[kind] & example.keys()
