"""Revisions: they make the tables of the models, an installation is brought forward by them, and one that does not
fit the program is told so."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import inspect, text

import app.graduates
import app.jobs  # noqa: F401  and the queue's
from app.cli import main as command_line
from app.main import build, create_app
from app.store import migrating
from app.store.base import Base
from app.store.migrating import Behind, Newer, WrongTables
from app.store.session import Database
from tests.support.cast import Cast
from tests.support.catalog import catalog
from tests.support.world import Template, settings

NEXT = '''
"""A later revision: what SQLite can only do by making the table anew, with rows that refer to it."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "platform_next", "platform_1"


def upgrade():
    with op.batch_alter_table("instance", recreate="auto") as instance:
        instance.add_column(sa.Column("colour", sa.String(10), nullable=False, server_default="red"))
        instance.alter_column("title", type_=sa.String(250), existing_type=sa.String(200), existing_nullable=False)


def downgrade():
    with op.batch_alter_table("instance") as instance:
        instance.drop_column("colour")
'''
LOSING = NEXT.replace("def upgrade():", 'def upgrade():\n    op.execute("DELETE FROM account")')
FROM_TOMORROW = (
    "UPDATE alembic_version SET version_num = 'from_tomorrow' "
    "WHERE version_num = (SELECT max(version_num) FROM alembic_version)"
)
PRODUCTION = {"ENV": "production", "BASE_URL": "https://qx.example"}


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A later program: it has one revision more."""
    file = tmp_path / "versions" / "next.py"
    file.parent.mkdir()
    file.write_text(NEXT)
    monkeypatch.setattr(migrating, "_folders", [*migrating._folders, str(file.parent)])
    migrating._script.cache_clear()
    yield file
    migrating._script.cache_clear()


def run_revisions(database: Database) -> None:
    with database.engine.begin() as connection:
        migrating.upgrade(connection)


def facts(database: Database) -> set[tuple[str, ...]]:
    with database.engine.connect() as connection:
        return catalog(connection)


def contents(database: Database) -> dict[str, list[tuple]]:
    """Return every row of the installation."""
    with database.engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        return {
            n: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {n}"))), key=repr) for n in names
        }


def test_the_revisions_make_what_is_made_of_the_models(blank: Database, bare: Database) -> None:
    run_revisions(blank)
    assert facts(blank) ^ facts(bare) == set()


def test_a_table_built_otherwise_would_be_noticed(bare: Database, blank: Database) -> None:
    """The twin: the test above can fail."""
    run_revisions(blank)
    with blank.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_task_waiting"))
        connection.execute(text("CREATE INDEX ix_task_waiting ON task (instance_id) WHERE state = 'open'"))
    assert len(facts(blank) ^ facts(bare)) == 2


def test_alembic_finds_nothing_that_the_models_have_and_the_revisions_lack(blank: Database) -> None:
    run_revisions(blank)
    with blank.engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*expression-based index")
        chosen = {"include_object": migrating.ours(connection.dialect.name)}
        context = MigrationContext.configure(connection, opts=chosen)
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again_gives_the_same_tables(blank: Database) -> None:
    run_revisions(blank)
    before = facts(blank)
    with blank.engine.begin() as connection:
        command.downgrade(migrating.config(connection), "base")
    with blank.engine.connect() as connection:
        left = set(inspect(connection).get_table_names())
    assert not left & set(Base.metadata.tables)
    run_revisions(blank)
    assert facts(blank) == before


def test_an_installation_that_is_up_to_date_stays_as_it_is(template: Template, tmp_path: Path) -> None:
    given = template.copy(tmp_path)
    database = Database(given.database_url)
    before = facts(database), contents(database)
    database.create()
    run_revisions(database)
    assert (facts(database), contents(database)) == before
    database.close()
    template.drop(given)


def test_an_installation_is_brought_forward_with_its_rows(cast: Cast, later: Path) -> None:
    cast.invite("g-10001-01")
    database = cast.services.database
    before = contents(database)
    with pytest.raises(Behind, match="quxiang setup"):
        database.check()
    database.create()
    database.check()
    after = contents(database)
    assert after.pop("alembic_version") != before.pop("alembic_version")
    assert {row[-1] for row in after["instance"]} == {"red"}
    after["instance"] = [row[:-1] for row in after["instance"]]
    assert after == before


def test_a_revision_that_tears_rows_apart_changes_nothing(
    template: Template, tmp_path: Path, later: Path
) -> None:
    later.write_text(LOSING)
    given = template.copy(tmp_path)
    database = Database(given.database_url)
    before = facts(database), contents(database)
    with pytest.raises(Exception, match=r"没有了它所属的记录|violates foreign key"):
        database.create()
    assert (facts(database), contents(database)) == before
    database.close()
    template.drop(given)


def test_a_version_that_the_program_does_not_know_is_named(bare: Database) -> None:
    with bare.engine.begin() as connection:
        connection.execute(text(FROM_TOMORROW))
    for ask in (bare.check, bare.create):
        with pytest.raises(Newer, match=r"from_tomorrow 不在这一版程序里.*请换回那一版程序"):
            ask()


def test_tables_of_unknown_age_are_left_alone(bare: Database) -> None:
    with bare.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    before = facts(bare)
    with pytest.raises(WrongTables, match=r"没有版本记录.*请另用一个空的数据库"):
        bare.create()
    assert facts(bare) == before


def test_in_production_the_server_starts_only_after_setup(
    template: Template, tmp_path: Path, later: Path
) -> None:
    given = template.copy(tmp_path)
    strict = settings(tmp_path, given.database_url, **PRODUCTION)
    with pytest.raises(Behind, match="数据库比这一版程序旧。请先备份，再运行 quxiang setup"):
        create_app(strict)
    refused = CliRunner().invoke(command_line, ["worker"], obj=lambda: build(strict))
    assert (refused.exit_code, "quxiang setup" in refused.output) == (1, True)
    services = build(strict)
    done = CliRunner().invoke(command_line, ["setup"], obj=lambda: services)
    assert done.exit_code == 0, done.output
    services.database.close()
    app = create_app(strict)
    assert app.test_client().get("/readyz", base_url="https://qx.example").status_code == 200
    app.extensions["quxiang"].database.close()
    template.drop(given)


def test_an_installation_whose_tables_are_behind_is_not_ready(cast: Cast, later: Path) -> None:
    answer = cast.app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["reasons"]) == (503, ["migration"])
    cast.services.database.create()
    assert cast.app.test_client().get("/readyz").status_code == 200


def test_a_program_goes_on_while_a_newer_one_brings_the_tables_further(cast: Cast) -> None:
    with cast.services.database.engine.begin() as connection:
        connection.execute(text(FROM_TOMORROW))
    assert cast.app.test_client().get("/readyz").status_code == 200


def test_in_production_an_empty_database_is_told_of(blank: Database, tmp_path: Path) -> None:
    url = blank.url.render_as_string(hide_password=False)
    with pytest.raises(Behind, match="还没有表。请先运行 quxiang setup"):
        create_app(settings(tmp_path, url, **PRODUCTION))
