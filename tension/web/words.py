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
# What happened, with who and whom; a planned act is told with its infinitive.
_ACTS = {
    "strike": ("{source} struck {target}", "{source} plans to strike {target}"),
    "attack": ("{source} attacked in {target}", "{source} plan to attack in {target}"),
    "casualties": ("people were killed or hurt in {target}", "people may be hurt in {target}"),
    "mobilize": ("{source} moved forces", "{source} is to move forces"),
    "coerce": ("{source} used force against {target}", "{source} is to use force against {target}"),
    "sanction": ("{source} cut back relations", "{source} is to cut back relations"),
    "threaten": ("{source} threatened {target}", "{source} may threaten {target}"),
    "protest": ("people protested against {target}", "people are to protest against {target}"),
    "accuse": ("{source} accused {target}", "{source} is to accuse {target}"),
    "reject": ("{source} refused {target}", "{source} is to refuse {target}"),
    "demand": ("{source} made demands of {target}", "{source} is to make demands of {target}"),
    "visit": ("{source} visited {target}", "{source} is to visit {target}"),
    "talks": ("{source} and {target} talked", "{source} and {target} are to talk"),
    "appeal": ("{source} appealed for calm", "{source} is to appeal for calm"),
    "support": ("{source} spoke well of {target}", "{source} is to speak well of {target}"),
    "agree": ("{source} and {target} agreed", "{source} and {target} are to agree"),
    "cooperate": ("{source} and {target} worked together", "{source} and {target} are to work together"),
    "aid": ("{source} gave aid to {target}", "{source} is to give aid to {target}"),
    "restore": ("{source} restored relations", "{source} is to restore relations"),
    "concede": ("{source} gave way to {target}", "{source} is to give way to {target}"),
}
_MEASURES = {
    ("sanction", "envoy"): (
        "{source} withdrew or barred an ambassador",
        "{source} is to withdraw an ambassador",
    ),
    ("sanction", "border"): ("{source} closed the border", "{source} is to close the border"),
    ("sanction", "trade"): ("{source} suspended trade", "{source} is to suspend trade"),
    ("sanction", "flights"): ("{source} suspended flights", "{source} is to suspend flights"),
    ("sanction", "visas"): ("{source} suspended visas", "{source} is to suspend visas"),
    ("coerce", "border"): ("{source} closed the border", "{source} is to close the border"),
    ("restore", "envoy"): ("ambassadors returned", "ambassadors to return"),
    ("restore", "border"): ("the border reopened", "the border to reopen"),
    ("restore", "trade"): ("trade resumed", "trade to resume"),
    ("restore", "flights"): ("flights resumed", "flights to resume"),
    ("restore", "visas"): ("visas resumed", "visas to resume"),
}
STATUSES = {
    "reported": "reported as done",
    "planned": "planned",
    "background": "history, told as background",
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
        return form.format(source=self.actor(str(event["source"])), target=self.actor(str(event["target"])))


def signal(code: object) -> str:
    """A signal's name for readers."""
    return SIGNALS.get(str(code), str(code))


def status(code: object) -> str:
    """A status in words."""
    return STATUSES.get(str(code), str(code))
