"""The doors describe themselves as OpenAPI 3.1: validly, every door, as a document and as a page."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from app.web.api.described import DOORS
from app.web.api.openapi import path_of
from tests.support.cast import API, Cast

NOTHING = "api.nothing"


def test_the_description_is_valid(cast: Cast) -> None:
    answer = cast.visitor().get(f"{API}/openapi.json")
    assert answer.status_code == 200
    assert answer.get_json()["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(answer.get_json()).iter_errors()) == []


def test_every_door_is_in_it_and_says_what_it_takes_and_answers(cast: Cast) -> None:
    found = cast.visitor().get(f"{API}/openapi.json").get_json()["paths"]
    rules = [r for r in cast.app.url_map.iter_rules() if r.rule.startswith(API) and r.endpoint != NOTHING]
    assert {r.endpoint for r in rules} == set(DOORS)
    for rule in rules:
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            operation = found[path_of(rule)][method.lower()]
            assert operation["summary"]
            assert {"404", "422"} <= set(operation["responses"])
            arguments = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert arguments == rule.arguments
    assert sum(len(methods) for methods in found.values()) == sum(
        len(rule.methods - {"HEAD", "OPTIONS"}) for rule in rules
    )


def test_lists_and_keys_are_told(cast: Cast) -> None:
    found = cast.visitor().get(f"{API}/openapi.json").get_json()["paths"]
    tasks = {p["name"] for p in found[f"{API}/tasks"]["get"]["parameters"]}
    assert {"box", "process", "step", "status", "q", "due", "sort", "limit", "after"} <= tasks
    hand_in = found[f"{API}/tasks/{{task_id}}/completion"]["post"]
    (key,) = [p for p in hand_in["parameters"] if p["in"] == "header"]
    assert (key["name"], key["required"]) == ("Idempotency-Key", True)
    assert found[f"{API}/tokens"]["post"]["security"] == []
    assert found[f"{API}/tasks"]["get"]["security"] == [{"token": []}]


def test_the_description_can_be_read_as_a_page(cast: Cast) -> None:
    page = cast.app.test_client().get("/api/v1/docs")
    assert page.status_code == 200
    assert "接口说明" in page.get_data(as_text=True)
    assert "/api/v1/tasks/{task_id}/completion" in page.get_data(as_text=True)
