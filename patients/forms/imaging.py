"""Studies and lesions: where they lie and how large they are."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from patients.fields import NameField, NoteField, NumberField, SizeField
from patients.forms.shared import BLANK, DatedForm, YesNo, choice, in_words, limits_of
from patients.items.item import ABOVE_ZERO
from patients.models import Lesion, Measurement, Near, Organ, Segment, Side, Study
from patients.models.disease import DUCT_MM, SLICE_MM
from patients.wording import dated_words

PHASES = (
    ("native", _("native")),
    ("arterial", _("arterial")),
    ("portal-venous", _("portal venous")),
    ("delayed", _("delayed")),
    ("hepatobiliary", _("hepatobiliary")),
    ("diffusion", _("diffusion")),
)


class StudyForm(DatedForm):
    modality = forms.ChoiceField(label=_("Modality"), choices=Study.Modality.choices)
    phases = forms.MultipleChoiceField(
        label=_("Contrast phases"), required=False, widget=forms.CheckboxSelectMultiple, choices=PHASES
    )
    slice_mm = NumberField(
        label=_("Slice thickness"),
        required=False,
        unit="mm",
        low=ABOVE_ZERO,
        **limits_of(Study, "slice_mm") | {"high": Decimal(SLICE_MM)},
    )
    tracer = NameField(label=_("Tracer"), required=False, **limits_of(Study, "tracer"))
    place = NameField(label=_("Place"), required=False, **limits_of(Study, "place"))
    accession = NameField(label=_("Accession number"), required=False, **limits_of(Study, "accession"))
    pacs_link = forms.URLField(
        label=_("Link to the images"), required=False, assume_scheme="https", **limits_of(Study, "pacs_link")
    )
    report = NoteField(label=_("Report"), required=False)


class PlaceForm(Form):
    """Where a lesion lies: segments, or only a side, or outside the liver; and what it stands for."""

    segments = forms.MultipleChoiceField(
        label=_("Segments"), required=False, choices=Segment.choices, widget=forms.CheckboxSelectMultiple
    )
    side = choice(_("Side, when the segment is not known"), Side.choices)
    organ = forms.ChoiceField(label=_("Organ"), choices=Organ.choices, required=False, initial=Organ.LIVER)
    target = YesNo(_("Target lesion"))
    index = forms.BooleanField(label=_("Index lesion: there are too many to count"), required=False)

    FOLDED = ("organ", "target", "index")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["organ"] = cleaned.get("organ") or Organ.LIVER
        if cleaned["organ"] != Organ.LIVER:
            for name, message in OUTSIDE.items():
                if cleaned.get(name):
                    self.add_error(name, message)
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        is_node = values["organ"] == Organ.NODE
        return values | {"kind": Lesion.Kind.NODE if is_node else Lesion.Kind.LESION}

    @property
    def folded(self) -> list[forms.BoundField]:
        """What is seldom said: it opens when it says something, or something is wrong with it."""
        return [self[name] for name in self.FOLDED]

    @property
    def is_unfolded(self) -> bool:
        return any(field.errors or field.value() not in {None, "", False, Organ.LIVER} for field in self.folded)


OUTSIDE = {
    "segments": _("A lesion outside the liver lies in no segment."),
    "side": _("A lesion outside the liver lies in no hemiliver."),
    "index": _("Only lesions of the liver are too many to count."),
}
UNUSUAL = _("More than 150 mm: is the unit right? If it is, tick the box.")


def doubtful(box: forms.BoundField) -> bool:
    """Whether the size typed is so large that a slip of the unit is likelier."""
    field: Any = box.field  # a SizeField
    try:
        axes = field.clean(box.value()) if box.form.is_bound else None
    except forms.ValidationError:
        return False
    return bool(axes and field.is_doubtful(axes))


class SizesForm(Form):
    """One lesion on one study."""

    state = forms.ChoiceField(label=_("State"), choices=Measurement.State.choices, initial="measured")
    size = SizeField(label=_("Size"), required=False, help_text=_("28, 28 x 22 or 2,8 cm"))
    size_is_right = forms.BooleanField(label=_("Yes, this size is right"), required=False)
    duct_distance_mm = NumberField(
        label=_("To a central bile duct"),
        required=False,
        unit="mm",
        **limits_of(Measurement, "duct_distance_mm") | dict(zip(("low", "high"), map(Decimal, DUCT_MM), strict=True)),
    )
    vessel_touching = YesNo(_("A vessel of 3 mm or more touches it"))
    near = forms.MultipleChoiceField(
        label=_("Within 10 mm of"), required=False, widget=forms.CheckboxSelectMultiple, choices=Near.choices
    )
    visible = YesNo(_("Seen with the guidance chosen"))
    reachable = YesNo(_("A safe needle path exists"))
    treated = YesNo(_("In a treated field and not grown since"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == "measured" and not cleaned.get("size") and "size" not in self.errors:
            self.add_error("size", _("Write the size, or choose another state."))
        if cleaned.get("state") != "measured" and cleaned.get("size"):
            self.add_error("state", _("A lesion with a size is measured."))
        if "none" in (cleaned.get("near") or []) and len(cleaned["near"]) > 1:
            self.add_error("near", _("Nothing near, or something: not both."))
        if doubtful(self["size"]) and not cleaned.get("size_is_right") and "size" not in self.errors:
            self.add_error("size", UNUSUAL)
        return cleaned

    @property
    def asks_whether_right(self) -> bool:
        """Whether the size typed needs a person's word that it is right."""
        return doubtful(self["size"])

    def values(self) -> dict[str, Any]:
        values = super().values()
        values.pop("size_is_right")
        values |= axes_of(values.pop("size"))
        values["near"] = values["near"] or None
        return values


def axes_of(size: tuple[Any, ...] | None) -> dict[str, Any]:
    """A size as the columns of a measurement."""
    return dict(zip(("longest_mm", "second_mm", "third_mm"), size or (), strict=False))


class LesionForm(PlaceForm, SizesForm):
    """A new lesion with its first measurement."""

    label = NameField(label=_("Label"), **limits_of(Lesion, "label"))
    study = forms.ChoiceField(label=_("Seen on"))
    is_new = forms.BooleanField(label=_("New: not there on the study before"), required=False)

    def __init__(self, *args: Any, studies: Iterable[Study], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].choices = study_choices(studies)  # type: ignore[attr-defined]
        self.order_fields(["label", "segments", "side", "study", "state", "size"])


def study_choices(studies: Iterable[Study]) -> list[tuple[str, str]]:
    """The studies, latest first, each as its modality and date."""
    ordered = sorted(studies, key=lambda study: study.when, reverse=True)
    return [
        (str(study.key), f"{study.get_modality_display()}, {dated_words(study) or _('date not known')}")
        for study in ordered
    ]


def sizes_of(row: Measurement) -> dict[str, Any]:
    """A measurement as SizesForm shows it: what its correction starts from."""
    axes = tuple(axis for axis in (row.longest_mm, row.second_mm, row.third_mm) if axis is not None)
    adjacency = {name: getattr(row, name) for name in Measurement.ADJACENCY}
    return {"state": row.state, "size": axes or None, "merged_into": row.merged_into_id, **adjacency}


class Correction(Form):
    """A form about one row: it starts from what stands, and says which row that was."""

    corrects = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = NameField(label=_("Reason for the correction"))

    COMPARED: ClassVar[tuple[str, ...]] = ()

    @staticmethod
    def initial_of(row: Any) -> dict[str, Any]:
        """The row as the form shows it."""
        raise NotImplementedError

    def __init__(self, *args: Any, standing: Any, **kwargs: Any) -> None:
        initial = {"corrects": str(standing.pk), **self.initial_of(standing)} if standing else {}
        super().__init__(*args, initial=kwargs.pop("initial", {}) | initial, **kwargs)

    def beside(self, row: Any) -> list[tuple[Any, str, str]]:
        """What stands now and what this form says otherwise, in words: label, theirs, mine."""
        theirs = {} if row.withdrawn else self.initial_of(row)
        fields = [(self.fields[name], theirs.get(name), self.cleaned_data.get(name)) for name in self.COMPARED]
        return [(field.label, in_words(field, before), in_words(field, now)) for field, before, now in fields]


class MeasureForm(Correction, SizesForm):
    """A later measurement, or the correction of one."""

    study = forms.ChoiceField(label=_("On"))
    merged_into = forms.ChoiceField(label=_("Merged into"), required=False)

    COMPARED = ("state", "size", "merged_into", *Measurement.ADJACENCY)
    initial_of = staticmethod(sizes_of)

    def __init__(self, *args: Any, studies: Iterable[Study], others: Iterable[Lesion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "reason"
        ].required = False  # the first measurement has none; the action asks for that of a correction
        self.others = {str(lesion.key): lesion for lesion in others}
        self.fields["study"].choices = study_choices(studies)  # type: ignore[attr-defined]
        self.fields["merged_into"].choices = [BLANK, *((key, one.label) for key, one in self.others.items())]  # type: ignore[attr-defined]
        self.order_fields(["study", "state", "size", "merged_into"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("state") == Measurement.State.MERGED) != bool(cleaned.get("merged_into")):
            self.add_error("merged_into", _("Say which lesion it has merged into, and that its state is merged."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"merged_into": self.others.get(values["merged_into"])}


class MeasureAllForm(Form):
    """Every lesion on one study, a row each. A row without a size and without a state says nothing."""

    def __init__(self, *args: Any, lesions: Iterable[Lesion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lesions = {lesion.key.hex: lesion for lesion in lesions}
        states = [BLANK, *(pair for pair in Measurement.State.choices if pair[0] != Measurement.State.MERGED)]
        for name, lesion in self.lesions.items():
            called = {"lesion": lesion.label}
            size = SizeField(label=_("Size of %(lesion)s") % called, required=False)
            size.widget.attrs["aria-label"] = size.label
            state = forms.ChoiceField(label=_("State of %(lesion)s") % called, choices=states, required=False)
            state.widget.attrs["aria-label"] = state.label
            right = forms.BooleanField(label=_("%(lesion)s: yes, this size is right") % called, required=False)
            self.fields |= {f"size_{name}": size, f"state_{name}": state, f"right_{name}": right}

    def row(self, lesion: Lesion) -> dict[str, Any]:
        """The boxes of one lesion, for the page."""
        name = lesion.key.hex
        size = self[f"size_{name}"]
        return {
            "size": size,
            "state": self[f"state_{name}"],
            "right": self[f"right_{name}"] if doubtful(size) else None,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.lesions:
            size, state = cleaned.get(f"size_{name}"), cleaned.get(f"state_{name}")
            if size and state not in {"", Measurement.State.MEASURED}:
                self.add_error(f"state_{name}", _("A lesion with a size is measured."))
            if state == Measurement.State.MEASURED and not size and f"size_{name}" not in self.errors:
                self.add_error(f"size_{name}", _("Write the size, or choose another state."))
            if size and doubtful(self[f"size_{name}"]) and not cleaned.get(f"right_{name}"):
                self.add_error(f"size_{name}", UNUSUAL)
        if not self.errors and not self.measured():
            self.add_error(None, _("Nothing is filled in yet."))
        return cleaned

    def measured(self) -> list[tuple[Lesion, dict[str, Any]]]:
        """The lesions something was said about, each with the columns of its measurement."""
        found = []
        for name, lesion in self.lesions.items():
            size, state = self.cleaned_data.get(f"size_{name}"), self.cleaned_data.get(f"state_{name}")
            if size or state:
                found.append((lesion, {"state": state or Measurement.State.MEASURED, **axes_of(size)}))
        return found


class CorrectPlaceForm(Correction, PlaceForm):
    """Where a lesion lies, said anew."""

    COMPARED = ("segments", "side", *PlaceForm.FOLDED)

    @staticmethod
    def initial_of(row: Lesion) -> dict[str, Any]:
        return {name: getattr(row, name) for name in CorrectPlaceForm.COMPARED}
