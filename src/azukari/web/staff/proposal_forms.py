"""What is typed to propose a decision: outcome, grounds and reason, and what is to be done, act by act."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from azukari.base.errors import MalformedError
from azukari.rights.clients import Proposal
from azukari.rights.pack import Ground
from azukari.rights.plan import OPS, Act, Op, Passage, Plan
from azukari.rights.request import TELLING, Outcome
from azukari.statement.service import Item, ItemKind
from azukari.statement.text import LANGUAGES, Language
from azukari.vault.annotation import read_statement
from azukari.vault.normalise import CHOICES_SEPARATOR, stored
from azukari.web.staff.held import HeldItem, HeldLines
from azukari.web.staff.request_words import OUTCOME_WORDS

LONGEST_REASON = 4000
_GRANTED = (Outcome.FULL.value, Outcome.PART.value)
_WITH_GROUNDS = (Outcome.PART.value, Outcome.REFUSED.value)
_EMPTY_ROWS = 2
_MOST_ROWS = 30
_SEPARATORS = str.maketrans({"、": CHOICES_SEPARATOR, "\n": CHOICES_SEPARATOR, "，": CHOICES_SEPARATOR})
_MODES = [
    ("", _("Leave it as it is")),
    (Op.CORRECT.value, _("Correct it")),
    (Op.ANNOTATE.value, _("Leave it, and attach the person’s statement")),
]


class DecisionForm(forms.Form):
    """What the decision comes to, on which grounds, and why; and which of the acts that may be done are to be done."""

    outcome = forms.ChoiceField(
        label=_("What it comes to"),
        choices=[(one.value, OUTCOME_WORDS[one]) for one in Outcome],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    grounds = forms.MultipleChoiceField(
        label=_("On which grounds"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 6})
    )
    acts = forms.MultipleChoiceField(label=_("What is to be done"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        data: Any,
        *,
        grounds: Sequence[Ground],
        acts: list[tuple[str, str]],
        chosen: list[str],
        language: Language,
    ) -> None:
        """Offer the grounds for this kind of request, and what may be done."""
        super().__init__(data, initial={"acts": chosen})
        listed = [(one.id, f"{one.title.in_language(language)} — {one.article}") for one in grounds]
        for name, choices in (("grounds", listed), ("acts", acts)):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Want grounds and a reason with a refusal, whole or in part, and no ground with anything else."""
        found = super().clean() or {}
        outcome = found.get("outcome")
        if outcome in _WITH_GROUNDS:
            if not found.get("grounds"):
                self.add_error("grounds", _("A refusal, whole or in part, names one ground or more."))
            if not found.get("reason", "").strip() and "reason" not in self.errors:
                self.add_error("reason", _("Say why, in words that the person can understand."))
        elif outcome and found.get("grounds"):
            self.add_error("grounds", _("Grounds go with a refusal only, whole or in part."))
        return found


class ItemForm(forms.Form):
    """One item that is corrected, or gets the person's statement beside it."""

    item = forms.ChoiceField(label=_("Item"), required=False)
    mode = forms.ChoiceField(label=_("What is done"), choices=_MODES, required=False)
    text = forms.CharField(
        label=_("New value, or statement"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, items: dict[str, HeldItem], prefix: str, initial: dict[str, str]) -> None:
        """Offer the items of the person's records."""
        super().__init__(data, prefix=prefix, initial=initial)
        self._items = items
        self.before = items[initial["item"]].words if initial.get("item") in items else ""
        _offer_items(self.fields["item"], items)

    def clean(self) -> dict[str, Any]:
        """Want a value in the form in which it is stored."""
        found = super().clean() or {}
        if not found.get("mode"):
            return found
        item = self._items.get(found.get("item") or "")
        if item is None:
            self.add_error("item", _("Choose an item."))
            return found
        try:
            found["text"] = self._stored(item.item, found["mode"], found.get("text", ""))
        except MalformedError:
            self.add_error("text", _("This is not of the form that this item is kept in."))
        return found

    def act(self) -> Act | None:
        """Give the act, or none if the item stays as it is."""
        found = self.cleaned_data
        if not found.get("mode"):
            return None
        record, _bar, item = found["item"].partition("|")
        return Act(Op(found["mode"]), uuid.UUID(record), item=item, text=found["text"])

    def _stored(self, item: Item, mode: str, text: str) -> str:
        if mode == Op.ANNOTATE.value:
            written = read_statement(text)
            if not written:
                self.add_error("text", _("Write what the person says."))
            return written
        value = stored(item, _typed(item, text))
        if not value and item.required:
            self.add_error("text", _("This item is required and cannot be taken away."))
        return value


class PassageForm(forms.Form):
    """A passage about somebody else that is left out of what is disclosed, with its ground."""

    item = forms.ChoiceField(label=_("Where it stands"), required=False)
    text = forms.CharField(label=_("Its words, exactly"), required=False, max_length=2000)
    ground = forms.ChoiceField(label=_("Ground"), required=False)

    def __init__(
        self, data: Any, *, items: dict[str, HeldItem], grounds: Sequence[tuple[str, str]], prefix: str, initial: Any
    ) -> None:
        """Offer what is held, and the grounds."""
        super().__init__(data, prefix=prefix, initial=initial)
        self._items = items
        _offer_items(self.fields["item"], {name: one for name, one in items.items() if one.value})
        ground = self.fields["ground"]
        if isinstance(ground, forms.ChoiceField):
            ground.choices = [("", "—"), *grounds]

    def clean(self) -> dict[str, Any]:
        """Want all three, and words that do stand there."""
        found = super().clean() or {}
        if not found.get("text"):
            return found
        item = self._items.get(found.get("item") or "")
        if item is None or found["text"] not in item.value:
            self.add_error("text", _("These words do not stand there. Copy them exactly."))
        if not found.get("ground"):
            self.add_error("ground", _("Choose a ground."))
        return found

    def passage(self) -> Passage | None:
        """Give the passage, or none."""
        found = self.cleaned_data
        if not found.get("text"):
            return None
        record, _bar, item = found["item"].partition("|")
        return Passage(uuid.UUID(record), item, found["text"], found["ground"])


class ProposalSheet:
    """The whole sheet: the decision, the items, and the passages that are left out."""

    def __init__(
        self,
        data: Any,
        *,
        kind: str,
        plan: Plan,
        held: Sequence[HeldLines],
        grounds: Sequence[Ground],
        language: Language,
    ) -> None:
        """Begin with the plan that was proposed before, or that would do just what is asked for."""
        items = {
            f"{one.record_id}|{item.item.id}": replace(item, label=f"{one.number} · {item.label}")
            for one in held
            for item in one.items
        }
        self._acts = bool(OPS.get(kind))
        self.decision = DecisionForm(
            data,
            grounds=grounds,
            acts=[(name, words) for name, words in _offered_acts(kind, held)],
            chosen=[_name(act) for act in plan.acts],
            language=language,
        )
        corrects = Op.CORRECT in OPS.get(kind, frozenset())
        self.items = _item_forms(data, plan, items) if corrects and items else []
        listed = [(one.id, one.title.in_language(language)) for one in grounds]
        telling = kind in TELLING and kind != "complaint" and bool(items)
        self.passages = _passage_forms(data, plan, items, listed) if telling else []
        self._bound = data is not None

    def is_valid(self) -> bool:
        """Tell whether everything fits, and together."""
        if not self._bound or not all(one.is_valid() for one in (self.decision, *self.items, *self.passages)):
            return False
        outcome = self.decision.cleaned_data["outcome"]
        if any(one.passage() for one in self.passages) and outcome != Outcome.PART.value:
            self.decision.add_error("outcome", _("What leaves a passage out is granted in part."))
        if self._acts and outcome in _GRANTED and not self.proposal().plan.acts:
            self.decision.add_error("acts", _("Say what is to be done if the request is granted."))
        return self.decision.is_valid()

    def proposal(self) -> Proposal:
        """Give what is proposed."""
        found = self.decision.cleaned_data
        granted = found["outcome"] in _GRANTED
        acts = [act for form in self.items if (act := form.act())] + [_act(name) for name in found["acts"]]
        passages = [passage for form in self.passages if (passage := form.passage())]
        return Proposal(
            outcome=Outcome(found["outcome"]),
            grounds=frozenset(found["grounds"]),
            reason=found["reason"].strip(),
            plan=Plan(tuple(acts) if granted else (), tuple(passages) if granted else ()),
        )


def _item_forms(data: Any, plan: Plan, items: dict[str, HeldItem]) -> list[ItemForm]:
    wanted = [act for act in plan.acts if act.op in {Op.CORRECT, Op.ANNOTATE}]
    begun = [{"item": f"{act.record_id}|{act.item}", "mode": act.op.value, "text": act.text} for act in wanted]
    rows = [*begun, *({} for _row in range(_EMPTY_ROWS))][:_MOST_ROWS]
    return [ItemForm(data, items=items, prefix=f"item-{place}", initial=row) for place, row in enumerate(rows)]


def _passage_forms(
    data: Any, plan: Plan, items: dict[str, HeldItem], grounds: Sequence[tuple[str, str]]
) -> list[PassageForm]:
    begun = [{"item": f"{one.record_id}|{one.item}", "text": one.text, "ground": one.ground} for one in plan.passages]
    rows = [*begun, *({} for _row in range(_EMPTY_ROWS))][:_MOST_ROWS]
    return [
        PassageForm(data, items=items, grounds=grounds, prefix=f"passage-{place}", initial=row)
        for place, row in enumerate(rows)
    ]


def _offer_items(field: forms.Field, items: dict[str, HeldItem]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "—"), *((name, one.label) for name, one in items.items())]


def _offered_acts(kind: str, held: Sequence[HeldLines]) -> Iterator[tuple[str, str]]:
    ops = OPS.get(kind, frozenset())
    for one in held:
        if Op.RESTRICT in ops:
            yield (
                _name(Act(Op.RESTRICT, one.record_id)),
                str(_("Keep %(number)s, and do nothing else with it")) % {"number": one.number},
            )
        if Op.STOP in ops:
            for use in one.uses:
                if use.living:
                    words = str(_("Stop for %(number)s: %(purpose)s")) % {"number": one.number, "purpose": use.title}
                    yield _name(Act(Op.STOP, one.record_id, purpose=use.purpose)), words
    if Op.ERASE in ops:
        yield _name(Act(Op.ERASE)), str(_("Erase all that is held, for good"))
    if Op.SUPPRESS in ops:
        yield _name(Act(Op.SUPPRESS)), str(_("Never again use the address for what needs a permission"))


def _name(act: Act) -> str:
    return "|".join((act.op.value, "" if act.record_id is None else str(act.record_id), act.purpose))


def _act(name: str) -> Act:
    op, record, purpose = name.split("|")
    return Act(Op(op), uuid.UUID(record) if record else None, purpose=purpose)


def _typed(item: Item, text: str) -> str:
    """Take the labels of choices, in either language, for the choices."""
    if item.kind not in {ItemKind.CHOICE, ItemKind.CHOICES}:
        return text
    ids = {choice.label.in_language(language): choice.id for choice in item.choices for language in LANGUAGES}
    parts = [part.strip() for part in text.translate(_SEPARATORS).split(CHOICES_SEPARATOR)]
    return CHOICES_SEPARATOR.join(ids.get(part, part) for part in parts if part)
