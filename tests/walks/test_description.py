"""The doors describe themselves as OpenAPI 3.1, and every door is in the description."""

from tests.support.cast import Cast


def test_every_door_is_described(cast: Cast) -> None:
    found = cast["e-01"].get("/openapi.json")
    assert found["openapi"] == "3.1.0"
    described = {(m.upper(), p) for p, methods in found["paths"].items() for m in methods}
    for door in (
        ("POST", "/api/v1/tokens"),
        ("GET", "/api/v1/tasks"),
        ("POST", "/api/v1/tasks/{task_id}/completion"),
        ("POST", "/api/v1/processes/{key}/instances"),
        ("PUT", "/api/v1/definitions/{kind}/{key}/draft"),
        ("GET", "/api/v1/favourites"),
    ):
        assert door in described, door
    for methods in found["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["responses"]


def test_answers_have_the_shapes_that_are_described(cast: Cast) -> None:
    schemas = cast["e-01"].get("/openapi.json")["components"]["schemas"]
    instance = cast.invite("g-10001-01")
    assert set(schemas["Instance"]["required"]) <= set(instance)
    task = cast["g-10001-01"].task(instance["id"])
    assert set(schemas["Task"]["required"]) <= set(task)
    missing = cast["e-01"].get("/instances/none", 404)
    assert set(schemas["Problem"]["required"]) <= set(missing)


def test_the_description_can_be_read_as_a_page(cast: Cast) -> None:
    page = cast.app.test_client().get("/api/v1/docs")
    assert page.status_code == 200
    assert "接口说明" in page.get_data(as_text=True)
