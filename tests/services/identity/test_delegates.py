"""ID-16: who acts for another reaches nothing of what is theirs alone, whoever calls identity: the web's table is not
the only thing that keeps a delegate away."""

from typing import Any

import pytest

from kernel.refusals import Forbidden
from services.identity import contract as c
from tests.services.identity.conftest import World
from tests.services.identity.test_keeping_accounts import OLD, Member


@pytest.mark.feature("ID-16")
def test_a_delegate_neither_unmasks_nor_reads_or_gives_on_for_the_principal(world: World) -> None:
    principal, delegate = Member(world), Member(world)
    acting = world.http.context("person", principal.person.person_id, actor=delegate.account_id)
    theirs, another = principal.person.person_id, world.person()
    commands: list[Any] = [
        c.Unmask(theirs, ["mobile"]),
        c.DisputeLook(theirs, "2026-11-22.000001", "?"),
        c.GiveAuthority(["records"], "2099-01-01", "2099-01-02", another.id_number, another.name),
        c.ConfirmAuthority(f"{theirs}-1"),
        c.EndAuthority(f"{theirs}-1"),
        c.ReportMisuse("sign_in"),
        c.Deregister(principal.person.mobile, OLD),
    ]
    for command in commands:
        with pytest.raises(Forbidden):
            world.http.command(command, acting)
    for query in (c.GetLooks(theirs), c.GetAuthorities(theirs), c.GetAuthority(f"{theirs}-1")):
        with pytest.raises(Forbidden):
            world.http.query(query, acting)
    own = principal.does(c.Unmask(theirs, ["mobile"]))["result"]
    assert own == {"mobile": principal.person.mobile}
