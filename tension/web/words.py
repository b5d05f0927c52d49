"""Codes in words: countries, signals and events as a reader who knows none of them would say it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_STATE = re.compile(r"^[A-Z]{3}$")
_OTHERS = {"NSA": "armed groups", "INT": "an international body", "CIV": "crowds", "UNK": "unknown actors"}

SIGNALS = {
    "strike": "Strike",
    "attack": "Attack by an armed group",
    "casualties": "Casualties",
    "mobilize": "Troop movement",
    "coerce": "Coercion",
    "sanction": "Relations cut back",
    "threaten": "Threat",
    "protest": "Protest",
    "accuse": "Accusation",
    "reject": "Refusal",
    "demand": "Demand",
    "visit": "Visit",
    "talks": "Talks",
    "appeal": "Appeal for calm",
    "support": "Words of support",
    "agree": "Agreement",
    "cooperate": "Cooperation",
    "aid": "Aid",
    "restore": "Relations restored",
    "concede": "Concession",
}
# What happened, with who and whom; then what is said where it is only planned.
_ACTS = {
    "strike": ("{source} struck {target}", "{source} to strike {target}"),
    "attack": (
        "{source} attacked {target_adjective} targets",
        "{source} to attack {target_adjective} targets",
    ),
    "casualties": ("{target_adjective} casualties", "{target_adjective} casualties feared"),
    "mobilize": ("{source} moved forces", "{source} to move forces"),
    "coerce": ("{source} used coercion against {target}", "{source} to use coercion against {target}"),
    "sanction": ("{source} cut back relations with {target}", "{source} to cut back relations with {target}"),
    "threaten": ("{source} threatened {target}", "{source} to threaten {target}"),
    "protest": ("protests against {target}", "protests against {target} to come"),
    "accuse": ("{source} accused {target}", "{source} to accuse {target}"),
    "reject": ("{source} turned {target} down", "{source} to turn {target} down"),
    "demand": ("{source} made demands of {target}", "{source} to make demands of {target}"),
    "visit": ("a visit from {source} to {target}", "a visit from {source} to {target} planned"),
    "talks": ("talks between {source} and {target}", "talks between {source} and {target} to come"),
    "appeal": ("{source} appealed to {target} for calm", "{source} to appeal to {target} for calm"),
    "support": ("{source} spoke well of {target}", "{source} to speak well of {target}"),
    "agree": ("{source} and {target} agreed", "{source} and {target} to agree"),
    "cooperate": ("{source} and {target} cooperated", "{source} and {target} to cooperate"),
    "aid": ("{source} gave aid to {target}", "{source} to give aid to {target}"),
    "restore": ("{source} restored relations with {target}", "{source} to restore relations with {target}"),
    "concede": ("{source} made a concession to {target}", "{source} to make a concession to {target}"),
}
_MEASURES = {
    ("sanction", "envoy"): ("{source} recalled or barred an ambassador", "{source} to recall an ambassador"),
    ("sanction", "border"): ("{source} closed the border", "{source} to close the border"),
    ("sanction", "trade"): ("{source} suspended trade", "{source} to suspend trade"),
    ("sanction", "flights"): ("{source} suspended flights", "{source} to suspend flights"),
    ("sanction", "visas"): ("{source} suspended visas", "{source} to suspend visas"),
    ("coerce", "border"): ("{source} closed the border", "{source} to close the border"),
    ("restore", "envoy"): ("ambassadors returned", "ambassadors to return"),
    ("restore", "border"): ("the border reopened", "the border to reopen"),
    ("restore", "trade"): ("trade resumed", "trade to resume"),
    ("restore", "flights"): ("flights resumed", "flights to resume"),
    ("restore", "visas"): ("visas were given again", "visas to be given again"),
}
NOTES = {
    "new": "new",
    "gone": "over",
    "faded": "fades",
    "grew": "grew",
}
STATUSES = {
    "reported": "reported as done",
    "planned": "planned",
    "background": "told as history",
    "denied": "denied",
    "hypothetical": "only imagined or feared",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names and adjectives of the states in the gazetteer, by ISO 3166 alpha-3."""

    states: Mapping[str, str]
    adjectives: Mapping[str, str]

    @classmethod
    def read(cls, gazetteer: Path) -> "Names":
        """Take the first name and the first demonym of each state."""
        tables = tomllib.loads(gazetteer.read_text(encoding="utf-8"))
        actors = {code: table for code, table in tables.items() if _STATE.match(code) and code not in _OTHERS}
        return cls(
            {code: table["name"][0] for code, table in actors.items() if table.get("name")},
            {code: table["demonym"][0] for code, table in actors.items() if table.get("demonym")},
        )

    def actor(self, code: str) -> str:
        """A state's name, or the kind of actor; an unknown code stays as it is."""
        return _OTHERS.get(code) or self.states.get(code, code)

    def adjective(self, code: str) -> str:
        """As Iranian; the name where there is no adjective."""
        return self.adjectives.get(code) or self.actor(code)

    def pair(self, pair: str) -> str:
        """Both states, joined by a dash."""
        return "\u2013".join(self.actor(code) for code in pair.split("-"))

    def act(self, event: Mapping[str, object]) -> str:
        """What happened in a few words, as "Pakistan struck Iran" or "ambassadors to return".

        Args:
            event: signal, source, target, measure and status, as in `tension_events`.
        """
        signal = str(event["signal"])
        forms = _MEASURES.get((signal, str(event.get("measure"))))
        forms = forms or _ACTS.get(signal) or (signal, signal)
        form = forms[1] if event.get("status") == "planned" else forms[0]
        source, target = str(event["source"]), str(event["target"])
        return form.format(
            source=self.actor(source), target=self.actor(target), target_adjective=self.adjective(target)
        )

    def ended(self, measure: str) -> str:
        """What it means that a standing measure is in force no more."""
        forms = _MEASURES.get(("restore", measure))
        return forms[0] if forms else f"a measure on {measure} ended"


def signal(code: object) -> str:
    """A signal's name for readers."""
    return SIGNALS.get(str(code), str(code))


def note(kind: object) -> str:
    """What happened to an event between two days."""
    return NOTES.get(str(kind), str(kind))


def status(code: object) -> str:
    """A status in words."""
    return STATUSES.get(str(code), str(code))
