"""`quxiang …`: each command parses, calls one use case and prints."""

import signal
from pathlib import Path

import click
from cryptography.exceptions import InvalidTag

from app import logs
from app.content.folder import Definition, read_folder, write_folder
from app.errors import AppError, BadContent
from app.identity import audit
from app.inbox.invariants import breaches
from app.inbox.library import newest_keys
from app.inbox.services import Services
from app.inbox.unnamed import author_of
from app.jobs.clock import now
from app.store.migrating import WrongTables
from app.store.session import begin_write
from app.studio.checks import check_definitions
from app.studio.loading import load_new
from app.studio.publishing import publish
from app.studio.shelf import shelf


@click.group()
def main() -> None:
    """去向：流程平台的命令行。"""


def _services(*, bring_forward: bool = False) -> Services:
    """Return the installation that `main` builds; it is handed in as the context's object."""
    services: Services = click.get_current_context().find_root().obj()
    find = services.database.create if bring_forward else services.find_tables
    try:
        find()
    except WrongTables as error:
        raise click.ClickException(str(error)) from error
    return services


@main.command()
@click.option("--people", is_flag=True, help="随后列出演示数据的登录名")
def setup(people: bool) -> None:
    """Prepare an installation: tables, shipped content as version 1, and in the demo its world."""
    services = _services(bring_forward=True)
    with services.database.session() as session:
        begin_write(session)
        try:
            count = load_new(session, services.settings.content_dir, services.registry, now(session))
        except BadContent as error:
            raise click.ClickException(_lines(error)) from error
        if services.settings.env != "production" and services.demo is not None:
            services.demo.create(session, now(session))
    click.echo(f"内容已就绪（新发布 {count} 项）。")
    if people and services.demo is not None:
        click.echo(services.demo.accounts_text())


@main.group()
def content() -> None:
    """The four content folders."""


@content.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Check a content folder without publishing anything."""
    services = _services()
    definitions = read_folder(folder or services.settings.content_dir)
    with services.database.session() as session:
        refs = [(d.kind, d.key) for d in definitions]
        findings = check_definitions(shelf(session, definitions), refs, services.registry)
    for finding in findings:
        click.echo(f"{finding.severity} {finding.file} {finding.element}: {finding.message}")
    if any(f.severity == "error" for f in findings):
        raise click.ClickException(f"{len(findings)} 处问题。")
    click.echo(f"{len(definitions)} 项内容没有问题。")


@content.command("load")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--note", default="从文件夹载入", help="发布说明")
def load(folder: Path | None, note: str) -> None:
    """Publish everything in a content folder that differs from the newest versions."""
    services = _services()
    definitions = read_folder(folder or services.settings.content_dir)
    with services.database.session() as session:
        begin_write(session)
        try:
            numbers = publish(
                session, definitions, services.registry, note=note, author="quxiang", now=now(session)
            )
        except BadContent as error:
            raise click.ClickException(_lines(error)) from error
    for (kind, key), number in sorted(numbers.items()):
        click.echo(f"{kind} {key} 第 {number} 版")


@content.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write the newest published definitions to a folder."""
    services = _services()
    with services.database.session() as session:
        kinds = ("process", "form", "decision", "report", "codes")
        rows = [row for kind in kinds for row in newest_keys(session, kind)]
        count = write_folder(folder, [Definition(r.kind, r.key, r.body) for r in rows])
    click.echo(f"写出 {count} 个文件到 {folder}。")


@main.group()
def demo() -> None:
    """The demo world."""


@demo.command("people")
@click.option("--brief", is_flag=True, help="只列出登录名")
def people(brief: bool) -> None:
    """Print every demo person."""
    services = _services()
    if services.demo is None:
        raise click.ClickException("这个应用没有演示数据。")
    with services.database.session() as session:
        click.echo(services.demo.accounts_text() if brief else services.demo.people_text(session))


@main.command()
def worker() -> None:
    """Run background jobs in this process until it is stopped; an embedded worker makes way."""
    services = _services()
    logs.configure()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: services.worker.stop())
    services.worker.loop(take_over=True)


@main.command()
def fsck() -> None:
    """Look for what must not be: tasks done twice, instances that stand still, broken chains and files."""
    services = _services()
    with services.database.session() as session:
        found = list(breaches(services, session))
    for breach in found:
        click.echo(f"{breach.name} {breach.meaning}：{'、'.join(breach.rows)}")
    if found:
        raise click.ClickException(f"{len(found)} 条约束不成立。")
    click.echo("数据完好。")


def _lines(error: AppError) -> str:
    findings = getattr(error, "findings", ())
    return "\n".join([error.message, *(f"  {f.file} {f.element}: {f.message}" for f in findings)])


@main.command()
@click.argument("instance_id")
@click.option("--key", "keys", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True)
def author(instance_id: str, keys: tuple[Path, ...]) -> None:
    """Tell who began an instance without a name: the private keys of both offices, in the order of the setting."""
    if len(keys) != 2:
        raise click.ClickException("需要两个部门的私钥文件：--key 甲 --key 乙。")
    services = _services()
    with services.database.session() as session:
        begin_write(session)
        try:
            found = author_of(session, instance_id, *(key.read_text().strip() for key in keys))
        except (InvalidTag, ValueError) as error:
            raise click.ClickException("打不开：私钥不对，或次序反了。") from error
        if found is None:
            raise click.ClickException("没有封存这项办理的发起人。")
        audit(session, None, "author_opened", f"instance:{instance_id}", now=now(session))
        click.echo(found)
