"""A matter 事项 declared as data: what the API, the forms, the work list, the guide and the catalogue are made of."""

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Literal

from apispec.ext.marshmallow.openapi import OpenAPIConverter

from kernel.schema import schema_for

Review = Literal["officer", "automatic"]
Applicant = Literal["unit", "person"]


@dataclass(frozen=True)
class Label:
    """How a form shows a field: put it beside the field's type, `Annotated[Month, Label("起始月")]`.

    `choices` gives the Chinese name of each value where the field is a choice. `counter`: asked at a counter alone,
    since of who applies with an account of their own it is known.
    """

    title: str
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    counter: bool = False


@dataclass(frozen=True)
class Material:
    """A document to be handed in 申报材料."""

    code: str
    title: str
    required: bool = True
    help: str = ""


@dataclass(frozen=True)
class Matter:
    """One thing that can be asked for.

    `form` is a message class whose fields carry a `Label`, in the order in which they are shown. `deadline`, `hours`
    and `channels` name series of the city's policy: the office's working days, when the matter can be handed in, and
    through which channels.
    """

    code: str
    title: str
    applicant: Applicant
    form: type
    deadline: str
    materials: tuple[Material, ...] = ()
    review: Review = "officer"
    hours: str = "hours/always"
    channels: str = "channels/all"
    guide: str = ""

    def catalogue_entry(self) -> dict[str, Any]:
        """The matter as JSON; `form` is the JSON Schema of its form."""
        return {
            "code": self.code,
            "title": self.title,
            "applicant": self.applicant,
            "review": self.review,
            "deadline": self.deadline,
            "hours": self.hours,
            "channels": self.channels,
            "guide": self.guide,
            "materials": [
                {"code": m.code, "title": m.title, "required": m.required, "help": m.help} for m in self.materials
            ],
            "form": form_schema(self.form),
        }

    def missing(self, handed_in: typing.Collection[str]) -> list[Material]:
        """The required materials whose codes are not among those handed in."""
        return [material for material in self.materials if material.required and material.code not in handed_in]

    def material_title(self, code: str) -> str:
        """The Chinese title of one of its materials; the code itself where it is none."""
        return next((material.title for material in self.materials if material.code == code), code)


def form_schema(form: type) -> dict[str, Any]:
    """The JSON Schema of a message class: `title`, `description`, `x-choices` and `x-counter` from its labels, and
    `x-order`.

    Forms within a form, one or a list of them, are described the same way.
    """
    schema: dict[str, Any] = _CONVERTER.schema2jsonschema(schema_for(form))
    hints = typing.get_type_hints(form, include_extras=True)
    for name, shape in schema["properties"].items():
        _anchor(shape)
        _anchor(shape.get("items", {}))
        for inner in _forms_within(hints[name]):
            shape.get("items", shape).update(form_schema(inner))
        for label in _labels(hints[name]):
            shape |= {"title": label.title, "description": label.help, "x-choices": dict(label.choices)}
            shape |= {"x-counter": True} if label.counter else {}
    return {**schema, "x-order": list(schema["properties"])}


def _forms_within(annotation: Any) -> list[type]:
    """The message classes that an annotation names: `Part`, `list[Part]`, `Annotated[list[Part], ...]`."""
    if is_dataclass(annotation):
        return [typing.cast(type, annotation)]
    return [form for part in typing.get_args(annotation)[:1] for form in _forms_within(part)]


_CONVERTER = OpenAPIConverter("3.1.0", schema_name_resolver=lambda _: None, spec=None)  # type: ignore[arg-type]


def _labels(annotation: Any) -> list[Label]:
    return [extra for extra in getattr(annotation, "__metadata__", ()) if isinstance(extra, Label)]


def _anchor(shape: dict[str, Any]) -> None:
    """JSON Schema searches within a text, and knows no `\\Z`."""
    if "pattern" in shape:
        shape["pattern"] = "^" + shape["pattern"].removesuffix(r"\Z") + "$"
