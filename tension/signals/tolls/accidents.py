"""Whether the dead of a sentence, or of a whole article, are those of an accident or of nature."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tension.signals.text.hints import Hints

# All patterns here are for text in lower case.
_HAZARDS = (
    r"earthquakes?|quakes?|floods?|flooding|flash floods?|avalanches?|landslides?|mudslides?|tsunamis?|"
    r"tornado\w*|cyclones?|hurricanes?|typhoons?|(?<!to )storms?(?! shadow)|\w+storms?|blizzards?|"
    r"heat ?waves?|"
    r"cold (?:snap|wave|spell)s?|rains?|(?:heavy|in|by) (?:the )?snow|snow and|snowfall|lightning|drought|"
    r"famine|"
    r"smog|fog|stampede|gorge|ravine|methane|gas leak|carbon monoxide|gas poisoning|pile-up|wildfires?|"
    r"blaze|inferno|short circuit|shipwreck|scaffolding"
)
_ILLNESSES = (
    r"virus|coronavirus|covid(?:-19)?|dengue|cholera|polio|malaria|measles|diphtheria|hepatitis|outbreak|"
    r"epidemic|pandemic|illness|cancer|heart (?:attacks?|failure)|cardiac arrest|natural causes|heat ?stroke|"
    r"sunstroke|dehydration|hypothermia|frostbite|food poisoning|hooch|moonshine|"
    r"(?:toxic|poison\w*|tainted|bootleg|adulterated|contaminated|illicit|spurious) (?:home-?made )?"
    r"(?:liquor|alcohol|drink|brew|milk|food)"
)
_MISHAPS = (
    r"derail\w*|capsiz\w*|overturn\w*|collision|collided|crash\w*|accident\w*|drown\w*|suffocat\w*|"
    r"asphyxiat\w*|electrocut\w*|trampled|fr[eo]ezing to death|fro(?:ze|zen) to death|"
    r"burn(?:t|ed|ing)? to death|plung(?:ed|es|ing)|plunge into|skidd?(?:ed|ing|s)|caught fire|catch(?:es|"
    r"ing)? fire|"
    r"coal mine|coal pit|mine shaft"
)
_VEHICLES = r"(?:road|bus|train|plane|traffic|car|coach|factory|mine|mining|helicopter)"
_SHIPS = r"(?:boats?|dhows?|ships?|vessels?|launch|ferr(?:y|ies)|dingh(?:y|ies)|trawlers?)"
_BUILDINGS = (
    r"(?:buildings?|roofs?|houses?|homes?|walls?|mines?|bridges?|tunnels?|ceilings?|shafts?|stands?|dams?|"
    r"plazas?|schools?|mosques?|guesthouses?|hotels?|warehouses?|factor(?:y|ies)|hostels?|kilns?)"
)
# What burns by itself; "in Iranian fire" and "fire at a boat" are of guns.
_BURNS = (
    r"(?:hospital|house|factory|hotel|market|warehouse|forest|mall|shop|port|dockyard|shipyard|depot|kiln|"
    r"tanker|"
    r"ship|boat|dhow|kitchen|dormitory|hostel|prison|train|bus|building|apartment|plaza|oil|fuel|bazaar|"
    r"school|refinery|slum|mill|plant|tower|clinic|ward|nightclub|cinema|home|camp|tent|"
    r"chemical|cylinder) fires?"
)
_BURNING = (
    r"fires? (?:tore|swept|rip(?:s|ped)|engulf\w*|gutt\w*|broke out|erupt\w*|ravag\w*|raz\w*|rag\w*)|"
    r"(?:in|by|a|an|the|huge|big|massive|major|deadly|accidental|blasts? and|explosions? and) fires?"
    r" (?:at|in|aboard)"
)
_EXPLOSIVE = (
    r"(?:coal(?: mine)?|(?:gold|copper|chromite|salt|marble) mine|gas|lpg|cylinder|boiler|furnace|"
    r"factory|fireworks?|firecracker|chemical|kiln|methane|compressor|tanker)"
)
_ACCIDENT = re.compile(
    rf"\b(?:{_HAZARDS}|{_ILLNESSES}|{_MISHAPS}|{_BURNS}|{_BURNING}|{_EXPLOSIVE} (?:blast|explosion)s?|"
    rf"{_VEHICLES} (?:crash|accident|fire|collapse|disaster|explosion)|"
    rf"{_SHIPS} (?:\w+ ){{0,2}}?(?:sank|sinks|sinking)|"
    rf"{_BUILDINGS} (?:\w+ )?(?:collaps\w*|cav(?:ed|es) in))\b"
)
# One of these stands in whatever is an accident's, in text in lower case.
_SIGNS = Hints(
    "quake|flood|avalanche|slide|tsunami|tornado|cyclone|hurricane|typhoon|storm|blizzard|heat|"
    "cold |rain|snow|lightning|drought|famine|smog|fog|stampede|gorge|ravine|methane|gas |monoxide|"
    "pile-up|wildfire|blaze|inferno|short circuit|shipwreck|scaffold|virus|covid|dengue|cholera|"
    "polio|malaria|measles|diphtheria|hepatitis|outbreak|demic|illness|cancer|heart|cardiac|"
    "natural causes|stroke|dehydration|hypothermia|frostbite|poison|hooch|moonshine|liquor|alcohol|"
    "drink|brew|milk|food|derail|capsiz|overturn|collision|collided|crash|accident|drown|suffocat|"
    "asphyxiat|electrocut|trampled|to death|plung|skid|fire|coal |mine |blast|explosion|collaps|"
    "disaster|sank|sinks|sinking|caved in|caves in"
)
# No violence, though the word be one of it: an attack of the heart, a blast of gas, a quake that strikes.
_HARMLESS = re.compile(
    rf"\b(?:(?:heart|asthma|panic|shark|bear|leopard|dog|snake|crocodile|wolf|bee) attacks?|"
    rf"{_EXPLOSIVE} blasts?|blasts? (?:and|or) (?:an? )?(?:\w+ )?fires?|fires? and (?:an? )?blasts?|"
    r"blasts? (?:at|in|inside) (?:an? )?(?:\w+ )?(?:coal mine|mine shaft|kiln|boiler|factory)|"
    r"(?:\w*quakes?|cyclones?|\w*storms?|floods?|avalanches?|landslides?|tremors?|disasters?|tragedy|"
    r"heat ?wave|hurricane|typhoon|lightning|virus|illness)(?: that| which| has| had| have)?"
    r" (?:strikes?|struck))\b"
)
_VIOLENCE = re.compile(
    r"\b(?:missiles?|drones?|rockets?|shell\w*|mortars?|bomb\w*|gunm[ae]n|strikes?|"
    r"airstrikes?|struck|attack\w*|ambush\w*|fired|firing|gunfire|shot|shooting|raid\w*|"
    r"jets|assassin\w*|murder\w*|downed|land ?mines?|bl(?:ew|own|ows) up|sabotag\w*|claim\w* responsibility|"
    r"clash\w*|massacre\w*|suicide|grenades?|blast|explosive|torpedo\w*|"
    r"artillery|sniper|gunned|martyr\w*|arson\w*|torch(?:ed|es|ing)|opens? fire|opened fire|"
    r"(?:set|sets|setting) (?:it |them |\w+ ){0,3}?(?:on fire|ablaze|alight|fire)|stabb\w*|behead\w*|"
    r"fire from|cross-?border fire|direct hit|firebombs?)\b",
)
_FIGHTERS = r"(?:soldiers?|troops|fighters?|rebels?|militants?|insurgents?|terrorists?)"
_FIGHTER = re.compile(rf"\b{_FIGHTERS}\b")
# Fighters die in these too, and of a "storm", a "gorge" or an "explosion" they may be the cause.
_SURE_ACCIDENT = re.compile(
    r"\b(?:earthquakes?|quakes?|floods?|flooding|avalanches?|landslides?|mudslides?|derail\w*|capsiz\w*|"
    r"overturn\w*|collision|collided|crash\w*|accident\w*|plunged into an?|stampede|heart attacks?|"
    r"heat ?stroke)\b"
)
_BY_FIGHTERS = re.compile(
    rf"\bby (?:\w+ ){{0,2}}?{_FIGHTERS}\b|\b(?:{_FIGHTERS}|forces|army|police|guards)(?: have| had)?"
    r" (?:kill(?:s|ed)?|derail|derailed|overturned|crash|crashed|ram|rammed)"
    r"(?= (?!in\b|on\b|when\b|as\b|by\b|after\b|during\b|near\b|while\b|\w+day\b)\w)"
)
_FORCE = re.compile(
    r"\b(?:militias?|separatists?|assailants?|attackers?|insurgency|border guards|rangers|open(?:s|ed)? fire|"
    r"kidnapp\w*|abduct\w*|hostages?|executed|hanged|lynch\w*|explosions?)\b"
)
_HARMS = frozenset(("strike", "attack", "casualties", "coerce"))
_COERCES = re.compile(
    r"\b(?:seiz|detain|arrest|captur|impound|confiscat|hold|held|clos|seal|shut|block|bar|fenc|deport|expel|"
    r"expuls|ban|suspend|halt|violat|hack|cyber|restrict|turn(?:ed|s)? back|sent back|stopp)"
)
_VICTIMS = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|dead|die[sd]?|dying|deaths?|toll|perish\w*|injur\w*|hurt|wound\w*|lives|bodies|"
    r"drown\w*|suffocat\w*|casualt\w*|fatal\w*)\b"
)


@lru_cache(maxsize=2_000)
def is_accident(text: str) -> bool:
    """Whether a sentence tells of an accident or of nature, and of no violence; several signals ask of one.

    Args:
        text: the sentence, in lower case.
    """
    if not _SIGNS.stand_in(text) or not _ACCIDENT.search(text) or _is_violent(text):
        return False
    if not _FIGHTER.search(text):
        return True
    return bool(_SURE_ACCIDENT.search(text)) and not _BY_FIGHTERS.search(text)


def of_accident(signal: str, sentence: str, lead: str) -> bool:
    """Whether what reads as violence in a sentence is an accident's: by its words, or as its article's is.

    Args:
        signal: what is read in it.
        sentence: its text.
        lead: title and first sentences of its article.
    """
    if signal not in _HARMS:
        return False
    lower = sentence.lower()
    if signal == "coerce" and _COERCES.search(lower):
        return False
    return is_accident(lower) or (_is_accident_story(lead) and not _tells_force(lower))


def lead_text(title: str, sentences: Iterable[str]) -> str:
    """Title and first sentences as one text."""
    return ". ".join((title, *sentences))


@lru_cache(maxsize=1_000)
def _is_accident_story(lead: str) -> bool:
    """Whether title and lead together tell of the victims of an accident."""
    lower = lead.lower()
    return _VICTIMS.search(lower) is not None and is_accident(lower)


def _is_violent(text: str) -> bool:
    return _VIOLENCE.search(_HARMLESS.sub(" ", text)) is not None


def _tells_force(text: str) -> bool:
    return _is_violent(text) or _FIGHTER.search(text) is not None or _FORCE.search(text) is not None
