"""What nobody should type into a form, at the doors and at the pages: refused in words, on both databases."""

import json
import uuid

from tests.support.cast import API, Cast
from tests.support.membership import DOOR, START, example, refused, upload, visit
from tests.unit.files.pictures import PDF, workbook


def test_files_are_refused_by_their_field(library: Cast) -> None:
    given = example(library)
    foreign = upload(library, "r-2", "a.pdf", PDF)
    assert refused(library, {**given, "proof": [foreign]}) == {
        "proof": "住址证明：有文件不存在或不是你上传的，请重新上传后再提交。"
    }
    sheet = upload(library, "r-1", "名单.xlsx", workbook([["a"]]), "sheet")
    assert refused(library, {**given, "proof": [sheet]}) == {
        "proof": "住址证明：「名单.xlsx」的格式不合要求，请上传JPG、PNG、PDF文件。"
    }
    assert refused(library, {**given, "proof": ["../../etc/passwd"]}) == {
        "proof": "住址证明里的文件没有上传成功，请重新上传。"
    }
    assert library["r-1"].get("/instances")["items"] == []


def test_the_example_of_the_door_is_a_hand_in_that_passes(library: Cast) -> None:
    given = example(library)
    answer = library["r-1"].post(DOOR, {"data": given}, 201)
    stored = answer["data"]["membership"]
    assert {**stored, "proof": []} == {**given, "branch": "总馆", "visit": stored["visit"], "proof": []}


HOSTILE = [
    {"name": "张\u202e三"},
    {"name": "张\u0007三"},
    {"name": ["张三"]},
    {"name": {"$ne": None}},
    {"copies": 10**30},
    {"copies": "NaN"},
    {"deposit": "9" * 5000},
    {"deposit": True},
    {"born": "0001-01-01"},
    {"visit": "9999-12-31T23:59:59Z"},
    {"since": "2020-13"},
    {"home": "' OR 1=1 --"},
    {"hall": "old"},
    {"topics": "history" * 1000},
    {"topics": [["history"]]},
    {"family": "小王"},
    {"family": [{"name": "小王", "role": "admin"}]},
    {"agreed": "yes"},
    {"proof": [{"id": 1}]},
    {"branch": "分馆"},
    {"status": "joined"},
    {"intro": "字" * 301},
    {"card": "AB12345"},
    {"id_number": "110101199003078031"},
    {f"x{n}": n for n in range(2000)},
]


def test_what_nobody_should_type_is_refused_in_words(library: Cast) -> None:
    given = example(library)
    for change in HOSTILE:
        for message in refused(library, {**given, **change}).values():
            assert message.endswith("。")
            assert any("一" <= c <= "鿿" for c in message)
    assert library["r-1"].get("/instances")["items"] == []


HARDLY_JSON = [
    (b'{"data": {"copies": NaN}}', 400),
    (b'{"data": {"copies": 1e999}}', 400),
    (b'{"data": {"name": "\\ud800"}}', 400),
    (b'{"data": {"name": "\\u0000"}}', 400),
    (b'{"data": ' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"}", 413),
    (json.dumps({"data": {f"x{n}": n for n in range(100_000)}}).encode(), 413),
    (b'{"data": [1]}', 422),
]


def test_what_is_hardly_json_is_refused_in_words(library: Cast) -> None:
    headers = library["r-1"]._headers | {"Content-Type": "application/json"}
    for body, status in HARDLY_JSON:
        answer = library.app.test_client().post(API + DOOR, data=body, headers=headers)
        assert answer.status_code == status, body[:80]
        assert any("一" <= c <= "鿿" for c in answer.get_json()["detail"])


def test_a_posted_form_of_many_fields_is_refused_in_words(library: Cast) -> None:
    page = visit(library).get(START)
    page = page.send({f"x{n}": "1" for n in range(3000)})
    assert page.status == 413
    assert "超过上限" in page.text or "过大" in page.text


SHAPES = ["甲", 5, True, None, ["甲"], {"a": 1}, [[1]], [{"name": ["x"]}], "\u202e", "9" * 5000]


def test_a_draft_of_any_shape_is_kept_and_the_page_still_shows(library: Cast) -> None:
    given = example(library)
    task = library["l-1"].task(library["r-1"].post(DOOR, {"data": given}, 201)["id"])["id"]
    reader, librarian = visit(library), visit(library, "l-1")
    names = [f"{name}{more}" for name in given for more in ("", ".0.name", ".province")]
    for shape in SHAPES:
        draft = dict.fromkeys(("decision", "comment", "family"), shape)
        assert library["l-1"].put(f"/tasks/{task}/draft", {"data": draft})["data"] == draft
        assert librarian.get(f"/tasks/{task}").status == 200
        reader.post(f"{START}/draft", reader.get(START).values() | dict.fromkeys(names, str(shape)))
        assert reader.get(START).status == 200


def test_whoever_comes_second_reads_when_the_first_was_there_in_local_time(library: Cast) -> None:
    instance = library["r-1"].post(DOOR, {"data": example(library)}, 201)["id"]
    task = library["l-1"].task(instance)
    library.app.test_client().post(f"{API}/clock", json={"now": "2027-03-31T16:05:00Z"})
    door, body = f"/tasks/{task['id']}/completion", {"version": task["version"], "data": {"decision": "pass"}}
    library["l-1"].post(door, body, 200, key=uuid.uuid4().hex)
    answer = library["l-1"].post(door, body, 409, key=uuid.uuid4().hex)
    assert "已于 04月01日 00:05 办理了这项待办" in answer["detail"]


def test_a_button_without_a_form_takes_no_fields(library: Cast) -> None:
    loan = {"data": {"title": "活着", "days": 14, "kind": "1"}}
    instance = library["r-1"].post("/processes/book_loan/instances", loan, 201)["id"]
    door = f"/instances/{instance}/messages/cancel"
    assert "没有需要填写的内容" in library["r-1"].post(door, {"data": {"status": "lent"}}, 422)["detail"]
    assert library["r-1"].post(door, {"data": {}}, 200)["end"] == "cancelled"
