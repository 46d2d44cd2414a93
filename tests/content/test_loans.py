"""Another organisation's folders run on the same Python, with the first application absent from the import path."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WALK = """
import sys, json, uuid
from pathlib import Path

class NoGraduates:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("app.graduates"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, NoGraduates())
from tests.support.world import furnish, settings
from app.main import create_app

folder = Path(sys.argv[1])
given = settings(folder, f"sqlite:///{folder}/loans.db", CONTENT_DIR="tests/content", APPLICATION="tests.content.loans")
furnish(given)
app = create_app(given)

def person(login):
    client = app.test_client()
    token = client.post("/api/v1/tokens", json={"account": login, "password": "quxiang-demo"}).get_json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    def call(method, path, body=None):
        sent = headers | {"Idempotency-Key": uuid.uuid4().hex}
        answer = getattr(client, method)("/api/v1" + path, json=body, headers=sent)
        return answer.status_code, answer.get_json(silent=True)
    return call

def complete(call, instance, data):
    task = next(t for t in call("get", "/tasks")[1]["items"] if t["instance"] == instance)
    return call("post", f"/tasks/{task['id']}/completion", {"version": task["version"], "data": data})

reader, other, librarian, director = (person(x) for x in ("r-1", "r-2", "l-1", "m-1"))
said = {}
short = reader("post", "/processes/book_loan/instances", {"data": {"title": "活着", "days": 14, "kind": "1"}})
said["started"] = short[0]
said["lent"] = complete(librarian, short[1]["id"], {"decision": "pass"})[1]["status"]["label"]
seen = reader("get", f"/instances/{short[1]['id']}")[1]
said["end"], said["documents"] = seen["end"], [d["name"] for d in seen["documents"]]
said["messages"] = [m["title"] for m in reader("get", "/messages")[1]["items"]]
long = reader("post", "/processes/book_loan/instances", {"data": {"title": "辞海", "days": 60, "kind": "2"}})[1]
complete(librarian, long["id"], {"decision": "pass"})
said["approving"] = reader("get", f"/instances/{long['id']}")[1]["status"]["label"]
complete(director, long["id"], {"decision": "reject", "comment": "馆藏孤本"})
said["refused"] = reader("get", f"/instances/{long['id']}")[1]["end"]
said["debtor"] = other("post", "/processes/book_loan/instances", {"data": {"title": "x", "days": 1, "kind": "1"}})
third = reader("post", "/processes/book_loan/instances", {"data": {"title": "围城", "days": 7, "kind": "1"}})[1]
said["cancelled"] = reader("post", f"/instances/{third['id']}/messages/cancel", {"data": {}})[1]["end"]
said["list"] = [r["name"] for r in librarian("get", "/lists/readers")[1]["items"]]
said["graduates"] = [m for m in sys.modules if m.startswith("app.graduates")]
print(json.dumps(said, ensure_ascii=False))
"""


def test_a_library_lends_books_without_the_first_application(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", WALK, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr[-3000:]
    said = json.loads(run.stdout.splitlines()[-1])
    assert said["started"] == 201
    assert said["lent"] == "已借出"
    assert said["end"] == "lent"
    assert said["documents"] == ["借书单-李读者"]
    assert said["messages"] == ["《活着》可以取书了"]
    assert said["approving"] == "等待馆长批准"
    assert said["refused"] == "refused"
    assert said["debtor"][0] == 409
    assert "逾期未还" in said["debtor"][1]["detail"]
    assert said["cancelled"] == "cancelled"
    assert said["list"] == ["李读者", "欠书的人"]
    assert said["graduates"] == []
