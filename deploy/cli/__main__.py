"""The commands of `shebao`. Exit code 0: all is well; 1: something needs an operator; 2: wrong use."""

from pathlib import Path

import orjson
import typer

from deploy.cli import installation
from deploy.cli.imports import import_app
from deploy.cli.installation import Installed, all_installed, installed
from deploy.cli.status import report
from kernel import verifier
from kernel.config import MissingSettings, Settings
from kernel.events import cloud_events
from kernel.policy import check
from kernel.rebuild import AlreadyRebuilding
from kernel.rebuild import rebuild as rebuild_model
from kernel.service import CITIES
from services.identity.identity import KEYS_DIRECTORY
from services.identity.session.keys import SETTLE_SECONDS, rotate

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Operate a social-insurance platform.")
parked_app = typer.Typer(no_args_is_help=True, help="Events that could not be applied, and the streams they hold back.")
keys_app = typer.Typer(no_args_is_help=True, help="The keys that access tokens are signed with.")
policy_app = typer.Typer(no_args_is_help=True, help="City files.")
app.add_typer(parked_app, name="parked")
app.add_typer(policy_app, name="policy")
app.add_typer(keys_app, name="keys")
app.add_typer(import_app, name="import")


def known() -> Settings:
    """The settings of the platform at hand; wrong use where there are none."""
    try:
        return installation.settings()
    except MissingSettings as missing:
        raise typer.BadParameter(f"{missing}. Start the platform with `make run`, or set RUN_DIR.") from None


def chosen(name: str) -> Installed:
    """A service by name; wrong use where there is none."""
    try:
        return installed(name, known())
    except KeyError:
        raise typer.BadParameter(f"no service {name}; there are {', '.join(installation.PACKAGES)}") from None


@app.command()
def run() -> None:
    """Start the whole platform on this machine, until Ctrl-C."""
    from deploy.local.run import main

    main()


@app.command()
def status() -> None:
    """Each service and each subscription; exit code 1 where something needs a look."""
    lines = report(all_installed(known()))
    for line in lines:
        typer.secho(line.text, fg=typer.colors.RED if line.bad else None)
    raise typer.Exit(any(line.bad for line in lines))


@app.command()
def rebuild(service: str, model: str) -> None:
    """Build a read model anew beside the one that serves, compare them, and let it take its place."""
    one = chosen(service)
    found = getattr(one.subscriptions.get(model), "model", None)
    if found is None:
        models = [name for name, s in one.subscriptions.items() if hasattr(s, "model")]
        raise typer.BadParameter(f"{service} has no read model {model}; it has {', '.join(models) or 'none'}")
    try:
        done = rebuild_model(one.service, found)
    except AlreadyRebuilding:
        typer.echo(f"{model} is being rebuilt by another process.", err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"{model}: generation {done.generation}, {done.events} events, {done.documents} documents, {done.seconds:.1f} s"
    )
    for key in done.different[:20]:
        typer.echo(f"  differed from its events: {key}")
    raise typer.Exit(bool(done.different))


@app.command()
def history(stream: str) -> None:
    """The events of a stream, one CloudEvent a line; personal data stay sealed."""
    shown = 0
    for one in all_installed(known()):
        for commit in one.service.store.numbered(stream, 0):
            for published in cloud_events(commit, one.service.name):
                typer.echo(orjson.dumps(published).decode())
                shown += 1
    if not shown:
        typer.echo(f"no numbered events in {stream}", err=True)
        raise typer.Exit(1)


@app.command("verify-log")
def verify_log(service: str = typer.Argument("", help="One service; all where it is left out.")) -> None:
    """Check the hash chain of the log against its hashes and its kept heads."""
    settings, found = known(), False
    prefix = settings.database_prefix
    for name in [service] if service else [n for n in installation.PACKAGES if n != "views"]:
        found |= bool(verifier.main(settings.mongodb_uri, f"{prefix}_{name}", f"{prefix}_heads", name))
    raise typer.Exit(found)


@keys_app.command("rotate")
def keys_rotate() -> None:
    """Make a new key, which signs a minute later, and take away those that nothing good is signed with any more."""
    made, gone = rotate(known().run_dir / KEYS_DIRECTORY)
    typer.echo(f"{made} signs from {SETTLE_SECONDS} s on; nobody is signed out.")
    for path in gone:
        typer.echo(f"{path} is taken away.")


@parked_app.command("list")
def parked_list() -> None:
    """Every stream that is held back: service, subscription, stream, event and why."""
    count = 0
    for one in all_installed(known()):
        for name in one.subscriptions:
            for place in one.inbox(name).parked():
                error = place["error"]
                typer.echo(f"{one.name} {name} {place['_id']} {error['event']} {error['why'].splitlines()[0]}")
                count += 1
    raise typer.Exit(bool(count))


@parked_app.command("show")
def parked_show(service: str, subscription: str, stream: str) -> None:
    """One held-back stream, as `list` names it: where it stands, what it wants, the error."""
    for place in _inbox(service, subscription).parked():
        if place["_id"] == stream:
            typer.echo(orjson.dumps(place, option=orjson.OPT_INDENT_2).decode())
            return
    _not_parked(stream)


@parked_app.command("retry")
def parked_retry(service: str, subscription: str, stream: str) -> None:
    """Let a held-back stream go on from where it stood, after the mend."""
    if not _inbox(service, subscription).retry(stream):
        _not_parked(stream)
    typer.echo(f"{stream} will be tried again within seconds; `shebao parked list` tells.")


def _inbox(service: str, subscription: str):  # type: ignore[no-untyped-def]
    one = chosen(service)
    if subscription not in one.subscriptions:
        raise typer.BadParameter(f"{service} has no subscription {subscription}: {', '.join(one.subscriptions)}")
    return one.inbox(subscription)


def _not_parked(stream: str) -> None:
    typer.echo(f"{stream} is not parked there.", err=True)
    raise typer.Exit(1)


@policy_app.command("check")
def policy_check(city: str = typer.Argument("", help="A city or a file; all cities where it is left out.")) -> None:
    """Check city files; every fault with its line."""
    files = sorted(f for f in CITIES.glob("*.yaml") if f.name != "schema.yaml")
    if city:
        files = [Path(city) if city.endswith(".yaml") else CITIES / f"{city}.yaml"]
    faults = 0
    for file in files:
        if not file.is_file():
            raise typer.BadParameter(f"no city file {file}")
        problems = check(file)
        faults += len(problems)
        for problem in problems:
            typer.echo(f"{file.name}: {problem}")
        typer.echo(f"{file.name}: {len(problems)} faults")
    raise typer.Exit(bool(faults))


if __name__ == "__main__":
    app(prog_name="shebao")
