"""What is asked when staff is added or stopped, page by page, and what was told so far."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from gateway.web import words
from gateway.web.pages.case_shown import filled_in
from gateway.web.pages.forms import choice, choices, fen_of
from kernel import identifiers
from kernel.cases import Attached, Matter
from kernel.identifiers import WrongNumber, normalise
from kernel.privacy import mask
from kernel.refusals import Invalid, Refused
from kernel.schema import checked
from services.employer import contract as employer

WHO, PAPERS, CHECK = "who", "papers", "check"
TYPED = ("id_number", "name", "mobile", "wage_fen")
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One group of questions: the fields of the form that it asks for."""

    name: str
    title: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What was told so far: the form as the command takes it, the documents kept, and the draft it continues.

    `person` is what FindPerson answered of them. Who was `chosen` from the roster is not typed: the number is masked.
    """

    form: Answers = field(default_factory=dict)
    materials: list[Attached] = field(default_factory=list)
    case_id: str = ""
    person: Answers = field(default_factory=dict)
    chosen: bool = False

    @property
    def shown(self) -> Answers:
        """The form as pages may show it."""
        return {**self.form, "id_number": mask("id", self.form["id_number"])} if self.chosen else self.form

    def wire(self) -> dict[str, Any]:
        """As a slip carries it."""
        return asdict(self)


@dataclass(frozen=True)
class Screen:
    """A declaration: the command that it becomes, its matter, and its pages, the last one for checking."""

    endpoint: str
    command: type
    matter: Matter
    pages: tuple[Page, ...]

    def page(self, name: str) -> Page:
        """By its name; the first one for any other."""
        return next((page for page in self.pages if page.name == name), self.pages[0])

    def before(self, page: Page) -> Page:
        """The one before; the first has none."""
        return self.pages[max(self.pages.index(page) - 1, 0)]

    def behind(self, page: Page) -> Page:
        """The next one."""
        return self.pages[min(self.pages.index(page) + 1, len(self.pages) - 1)]

    def page_of(self, errors: Answers, otherwise: Page) -> Page:
        """The first page that asks for something that is wrong."""
        papers = {material.code for material in self.matter.materials} | {"materials"}
        wrong = {PAPERS if name in papers else name for name in errors}
        return next((page for page in self.pages if wrong & {*page.fields, page.name}), otherwise)

    def first_open(self, told: Told) -> Page:
        """Where a draft goes on: the first page with something left to tell."""
        wanted = {*self.matter.catalogue_entry()["form"]["required"], "name"} - told.form.keys()
        left = [page for page in self.pages if wanted & {*page.fields}]
        return left[0] if left else self.page(CHECK if told.materials else PAPERS)

    def check(self, page: Page, told: Told) -> None:
        """Whether this page's answers will do. Raises Invalid with what is wrong."""
        wrong = {name: said for name, said in self._wrong(told).items() if name in page.fields}
        if page.name == WHO and (said := _why_not(self, told.person)):
            wrong["id_number"] = [said]
        if "name" in page.fields and not (told.person["known"] or told.form.get("name")):
            wrong["name"] = [str(employer.NameMissing())]
        wrong |= {name: [str(said)] for name, said in _unfit(told.form) if name in page.fields}
        if page.name == PAPERS:
            missing = self.matter.missing([each["material"] for each in told.materials])
            wrong |= {material.code: [f"请上传{material.title}。"] for material in missing}
        if wrong:
            raise Invalid(errors=wrong)

    def _wrong(self, told: Told) -> dict[str, list[str]]:
        """By field: what is missing, by its title, and what has not the shape it should have."""
        entry = self.matter.catalogue_entry()["form"]
        missing = {name: [_missing(name, entry)] for name in entry["required"] if name not in told.form}
        try:
            checked(self.matter.form, told.form)
        except Invalid as invalid:
            errors: dict[str, list[str]] = invalid.arguments["errors"]
            return {name.partition(".")[0]: said for name, said in errors.items()} | missing
        return missing

    def offered(self, person: Answers) -> dict[str, Any]:
        """What is ticked before anybody ticks: all lines that can be, and a month where there is only one."""
        lines = declarable(self, person)
        months = months_of(lines)
        chosen: dict[str, Any] = {"lines": [line["line"] for line in lines]}
        if len(months) == 1:
            chosen |= {"start_month": months[0], "stop_month": months[0]}
        return chosen

    def lines(self, person: Answers) -> list[tuple[str, str]]:
        """To tick."""
        return [(line["line"], line["title"]) for line in declarable(self, person)]

    def months(self, person: Answers) -> list[tuple[str, str]]:
        """To choose from."""
        return [(month, month_name(month)) for month in months_of(declarable(self, person))]

    def set_by_system(self, person: Answers) -> list[tuple[str, str]]:
        """Lines whose month leaves no choice where others do, with that month."""
        lines = declarable(self, person)
        alone = [line for line in lines if len(line["months"]) == 1]
        return [(line["title"], month_name(line["months"][0])) for line in alone] if len(months_of(lines)) > 1 else []

    def answers(self, told: Told) -> list[tuple[str, str, str]]:
        """To check: title, answer, and the page that asks for it."""
        entry = self.matter.catalogue_entry()["form"]
        found = []
        if told.person["known"] and not told.form.get("name"):
            found.append(("姓名", told.person["name"], self.pages[0].name))
        for page in self.pages:
            said = filled_in({**entry, "x-order": page.fields}, dict(told.shown))
            found += [(title, text, page.name) for title, text in said]
        papers = "、".join(self.matter.material_title(each["material"]) for each in told.materials)
        return [*found, ("材料", papers or "未上传", PAPERS)]


ENROL = Screen(
    "enrol",
    employer.DeclareStaffAdded,
    employer.STAFF_ADDITION,
    (
        Page(WHO, "哪位职工", ("id_number",)),
        Page("person", "姓名和手机", ("name", "mobile")),
        Page("insurance", "险种和工资", ("lines", "start_month", "wage_fen")),
        Page(PAPERS, "材料"),
        Page(CHECK, "核对"),
    ),
)
STOP = Screen(
    "stop",
    employer.DeclareStaffStopped,
    employer.STAFF_STOP,
    (
        Page(WHO, "哪位职工", ("id_number",)),
        Page("insurance", "停保险种和原因", ("lines", "stop_month", "reason")),
        Page(PAPERS, "材料"),
        Page(CHECK, "核对"),
    ),
)


def _missing(name: str, entry: Answers) -> str:
    verb = "填写" if name in TYPED else "选择"
    return f"请{verb}{entry['properties'][name]['title']}。"


def _unfit(form: Answers) -> Iterator[tuple[str, Refused]]:
    """What will be refused of the answers, told on the page that asks for them and not on the last one."""
    if form.get("name") and not identifiers.can_be_a_name(form["name"]):
        yield "name", employer.NameWrong()
    if form.get("mobile") and isinstance(identifiers.mobile(form["mobile"]), WrongNumber):
        yield "mobile", employer.MobileWrong()
    if form.get("wage_fen", 1) <= 0:
        yield "wage_fen", employer.WageNotPositive()


def _why_not(screen: Screen, person: Answers) -> str:
    """Why nothing can be declared about this person; empty where something can."""
    if screen is ENROL and person["too_young_until"]:
        return str(employer.UnderWorkingAge(since=person["too_young_until"]))
    if person["case_id"]:
        return str(employer.DeclaredAlready(case_id=person["case_id"]))
    if declarable(screen, person):
        return ""
    if screen is STOP:
        return str(employer.BaseNotStaff())
    return str(employer.ActiveHereAlready(lines="、".join(line["title"] for line in person["lines"])))


def declarable(screen: Screen, person: Answers) -> list[dict[str, Any]]:
    """The lines that the person can be added to, or stopped on."""
    stopping = screen is STOP
    return [line for line in person["lines"] if line["active"] == stopping] if person else []


def months_of(lines: list[dict[str, Any]]) -> list[str]:
    """All months that one of the lines can have, in order."""
    return sorted({month for line in lines for month in line["months"]})


def month_name(month: str) -> str:
    """2026-11 → 2026年11月."""
    return f"{month[:4]}年{int(month[5:])}月"


def with_answers(page: Page, told: Told) -> Told:
    """With what was typed on this page; what was left empty is taken away. Raises Invalid."""
    typed = {name: _typed(name) for name in page.fields}
    if told.chosen and typed.get("id_number") == told.shown["id_number"]:
        typed["id_number"] = told.form["id_number"]
    others = {name: value for name, value in told.form.items() if name not in typed}
    form = {**others, **{name: value for name, value in typed.items() if value not in ("", [])}}
    return replace(told, form=form, chosen=told.chosen and form.get("id_number") == told.form["id_number"])


def _typed(name: str) -> Any:
    if name == "lines":
        return choices(name)
    if name.endswith("_fen") and choice(name):
        return fen_of(name)
    return normalise(choice(name)) if name == "id_number" else choice(name)


def as_typed(form: Answers) -> dict[str, Any]:
    """What was told, as it is shown in the fields."""
    return {name: words.yuan(value) if name.endswith("_fen") else value for name, value in form.items()}
