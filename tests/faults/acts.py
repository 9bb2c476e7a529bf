"""What the clients do: agents declare, reviewers decide, clerks assess, book payments and see to cards and transfers,
persons report losses and move. A refusal is an answer like any other: many of these are sent too early or twice."""

from functools import partial
from threading import Event, Lock
from typing import Any

from deploy.demo.people import Person
from kernel.clock import business_date, system_clock
from kernel.money import yuan
from kernel.privacy import person_id
from services.cards import contract as cards
from services.employer import contract as employer
from services.records import contract as records
from tests.faults.city import City
from tests.faults.client import Act, Client
from tests.faults.journal import Journal

LINES = ["pension", "medical", "unemployment", "injury"]
CONTRACT = b"%PDF-1.4\n% a labour contract\n%%EOF\n"
REVIEWERS, CLERKS = 4, 3
MOST_REMEMBERED = 50
HERE, ELSEWHERE = "320102", "330203"


def clients(city: City, hashing_key: str, journal: Journal, seed: int, stop: Event) -> list[Client]:
    """A client for each agent and person of the city, and for so many officers."""
    shared = _Shared(city, hashing_key)
    made = partial(Client, journal=journal, seed=seed, stop=stop)
    return [
        *(made(f"agent-{unit}", one, agent(shared, unit, _contract(city, unit))) for unit, one in city.agents.items()),
        *(made(f"reviewer-{n}", city.reviewer, [(review, 1)]) for n in range(REVIEWERS)),
        *(made(f"clerk-{n}", city.clerk, clerk(shared)) for n in range(CLERKS)),
        *(made(f"person-{n}", one, [(report_loss, 1), (move, 2)]) for n, one in enumerate(city.persons)),
    ]


class _Shared:
    """What clients know of each other's work: who there is, whom nobody has insured yet."""

    def __init__(self, city: City, hashing_key: str) -> None:
        self.units = list(city.agents)
        self.month = business_date(system_clock())[:7]
        self.person_ids = [person_id(known.id_number, hashing_key) for known in city.insured]
        self._newcomers = city.newcomers
        self._lock = Lock()
        self._key = hashing_key

    def newcomer(self) -> Person:
        """Somebody nobody else has declared."""
        with self._lock:
            found = next(self._newcomers)
            self.person_ids.append(person_id(found.id_number, self._key))
            return found


def _contract(city: City, unit: str) -> str:
    """A labour contract, kept beforehand: it is no event, and has its own tests."""
    return str(city.agents[unit].upload(f"/units/{unit}/documents", "contract.pdf", CONTRACT)["result"]["document"])


# ------------------------------------------------------------------ a unit's agent


def agent(shared: _Shared, unit: str, contract: str) -> list[tuple[Act, int]]:
    """Adds and stops staff of one unit, and withdraws some of it."""

    def add(client: Client) -> None:
        known = _remembered(client, "people")
        somebody = client.chance.choice(known) if known and client.chance.random() < 0.2 else shared.newcomer()
        form = {
            "id_number": somebody.id_number,
            "name": somebody.name,
            "lines": client.chance.sample(LINES, client.chance.randint(1, 4)),
            "start_month": shared.month,
            "wage_fen": client.chance.randint(400_000, 3_000_000),
        }
        materials = [{"material": "labour_contract", "document": contract}]
        declared = client.command(
            "employer", employer.DeclareStaffAdded, f"/units/{unit}/additions", {"form": form, "materials": materials}
        )
        if declared.acknowledged:
            _remember(client, "people", somebody)
            _remember(client, "cases", declared.answer["result"]["case_id"])

    def stop(client: Client) -> None:
        if known := _remembered(client, "people"):
            form = {
                "id_number": client.chance.choice(known).id_number,
                "lines": client.chance.sample(LINES, client.chance.randint(1, 2)),
                "stop_month": shared.month,
                "reason": "resigned",
            }
            client.command("employer", employer.DeclareStaffStopped, f"/units/{unit}/stops", {"form": form})

    def withdraw(client: Client) -> None:
        if cases := _remembered(client, "cases"):
            path = f"/cases/{client.chance.choice(cases)}/withdrawal"
            client.command("employer", employer.WithdrawCase, path, {"confirmed": True})

    return [(add, 8), (stop, 2), (withdraw, 1)]


# ------------------------------------------------------------------ officers


def review(client: Client) -> None:
    """Take a case of the work list and decide on it; colleagues may be faster."""
    waiting = [row for row in _work_list(client) if row["kind"] == "case"]
    if not waiting:
        return
    case = client.chance.choice(waiting)["case_id"]
    client.command("employer", employer.ClaimCase, f"/cases/{case}/claim", {"take_over": True})
    if client.chance.random() < 0.9:
        client.command("employer", employer.ApproveCase, f"/cases/{case}/approval")
    else:
        client.command("employer", employer.RejectCase, f"/cases/{case}/rejection", {"reason": "材料不全"})


def clerk(shared: _Shared) -> list[tuple[Act, int]]:
    """Assesses the month now and then, books payments, sees to cards and transfers."""

    def assess(client: Client) -> None:
        client.command("records", records.AssessMonth, "/assessments", {"month": shared.month})

    def book(client: Client) -> None:
        rows = [row for _ in range(client.chance.randint(1, 3)) if (row := _payment(client, shared))]
        if rows:
            client.command("records", records.RecordPayments, "/payments", {"rows": rows})

    def care(client: Client) -> None:
        see_to_card(client, client.chance.choice(shared.person_ids[-MOST_REMEMBERED:]))

    return [(assess, 1), (book, 6), (care, 8), (advance, 3)]


def _payment(client: Client, shared: _Shared) -> dict[str, str] | None:
    """A payment for a bill: the whole of it, or a part, a line, too much; or one that was sent before."""
    sent = _remembered(client, "payments")
    if sent and client.chance.random() < 0.15:
        return dict(client.chance.choice(sent))
    unit = client.chance.choice(shared.units)
    bill = client.ask(f"/units/{unit}/bills/{shared.month}")
    if bill is None:
        return None
    open_lines = [line for line in bill["lines"] if line["owed"] > line["paid"]]
    line = client.chance.choice(open_lines) if open_lines and client.chance.random() < 0.5 else None
    owed = line["owed"] - line["paid"] if line else bill["owed"] - bill["paid"]
    amount = max(1, client.chance.choice([owed, owed, owed // 3, owed + 12_345]))
    row = {
        "unit_id": unit,
        "month": shared.month,
        "line": line["line"] if line else "total",
        "amount": yuan(amount),
        "arrived_on": business_date(system_clock()),
        "voucher": f"V{client.chance.getrandbits(48):012x}",
    }
    _remember(client, "payments", row)
    return row


def see_to_card(client: Client, person: str) -> None:
    """Whatever comes next for a person's card: ordered, made, handed over, activated, lost."""
    found = client.ask(f"/persons/{person}/cards")
    if found is None:
        return
    if not found["cards"]:
        client.command("cards", cards.IssueFirstCard, f"/persons/{person}/cards")
        return
    card = found["cards"][0]
    if card["state"] == "in_production" and not card["made_on"]:
        number = f"{client.chance.randrange(10**9):09d}"
        client.command("cards", cards.MakeCard, f"/cards/{card['card_id']}/making", {"number": number})
    elif card["state"] == "in_production":
        client.command("cards", cards.HandOverCard, f"/cards/{card['card_id']}/hand-over")
    elif card["state"] == "to_activate":
        client.command("cards", cards.ActivateCard, f"/cards/{card['card_id']}/activation")
    else:
        client.command("cards", cards.ReportLoss, f"/persons/{person}/card-loss", {"kind": "temp"})


def advance(client: Client) -> None:
    """The next step of a transfer."""
    under_way = [row for row in _work_list(client) if row["kind"] == "transfer"]
    if under_way:
        row = client.chance.choice(under_way)
        path = f"/transfers/{row['transfer_id']}/steps"
        client.command("records", records.AdvanceTransfer, path, {"step": row["step"]})


def _work_list(client: Client) -> list[dict[str, Any]]:
    found = client.ask("/work-list?limit=200")
    return found["work"] if found else []


# ------------------------------------------------------------------ persons


def report_loss(client: Client) -> None:
    """挂失."""
    client.command("cards", cards.ReportLoss, "/me/card/loss", {"kind": "temp"})


def move(client: Client) -> None:
    """Bring a line here from elsewhere."""
    line = client.chance.choice(["pension", "medical", "unemployment"])
    body = {"line": line, "direction": "in", "from_region": ELSEWHERE, "to_region": HERE}
    client.command("records", records.RequestTransfer, "/me/transfers", body)


# ------------------------------------------------------------------ memory


def _remember(client: Client, what: str, thing: Any) -> None:
    known = client.known.setdefault(what, [])
    known.append(thing)
    del known[:-MOST_REMEMBERED]


def _remembered(client: Client, what: str) -> list[Any]:
    return client.known.get(what, [])
