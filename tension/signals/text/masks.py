"""Generic names for states, groups and numbers: what is learned about one pair carries to another."""

from functools import lru_cache

from tension.signals.text.words import Words

# Later lists win where a word stands in two.
_LISTS: dict[str, str] = {
    "<official>": """
        minister ministers president premier chancellor envoy ambassador spokesman spokeswoman
        spokesperson official officials commander general chief leader leaders governor king
        prince emir sheikh ayatollah diplomat diplomats secretary
    """,
    "<body>": """
        un nato eu oic sco saarc asean au gcc iaea icj icc fatf imf osce ecowas brics g7 g20
        opec
    """,
    "<day>": """
        monday tuesday wednesday thursday friday saturday sunday january february march april
        june july august september october november december
    """,
    "<number>": """
        two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
        ninety hundred hundreds dozen dozens scores thousand thousands
    """,
    "<group>": """
        militant militants terrorist terrorists insurgent insurgents rebel rebels gunman gunmen
        separatist separatists jihadi jihadis jihadist jihadists extremist extremists fighters
        guerrilla guerrillas assailants attackers bomber bombers hezbollah hamas houthi houthis
        isis islamic-state daesh ttp bla blf jaish adl jaish-al-adl jaish-ul-adl jundallah pkk
        pjak m23 shabaab al-shabaab haram qaeda al-qaeda lashkar militia militias militiamen
        kidnappers abductors hijackers pirates
    """,
    "<state>": """
        iran iranian iranians tehran islamic pakistan pakistani pakistanis islamabad rawalpindi
        india indian indians delhi afghanistan afghan afghans kabul taliban israel israeli
        israelis jerusalem iraq iraqi iraqis baghdad syria syrian syrians damascus turkey
        turkish turkiye türkiye turks ankara saudi saudis riyadh arabia uae emirati emirates
        dhabi qatar qatari doha kuwait kuwaiti oman omani muscat bahrain bahraini yemen yemeni
        sanaa lebanon lebanese beirut egypt egyptian egyptians cairo jordan jordanian amman
        palestinian palestinians palestine china chinese beijing taiwan taiwanese taipei japan
        japanese tokyo korea korean koreans seoul pyongyang russia russian russians moscow
        kremlin ukraine ukrainian ukrainians kyiv kiev us usa america american americans
        washington pentagon britain british uk london france french paris germany german germans
        berlin italy italian rome spain spanish madrid poland polish warsaw belarus belarusian
        minsk lithuania lithuanian vilnius latvia latvian riga estonia estonian tallinn finland
        finnish helsinki sweden swedish stockholm norway norwegian oslo denmark danish
        netherlands dutch hague belgium belgian hungary hungarian budapest romania romanian
        moldova moldovan serbia serbian serbs belgrade kosovo kosovar pristina bosnia bosnian
        greece greek greeks athens cyprus cypriot nicosia armenia armenian armenians yerevan
        azerbaijan azerbaijani azeri baku georgia georgian tbilisi kazakhstan kazakh kyrgyzstan
        kyrgyz bishkek tajikistan tajik dushanbe uzbekistan uzbek tashkent turkmenistan turkmen
        ashgabat ethiopia ethiopian addis ababa eritrea eritrean asmara somalia somali mogadishu
        kenya kenyan nairobi sudan sudanese khartoum juba uganda ugandan kampala rwanda rwandan
        kigali congo congolese kinshasa burundi tanzania chad chadian niger nigeria nigerian
        abuja mali malian bamako burkina benin ghana algeria algerian algiers morocco moroccan
        rabat libya libyan tripoli tunisia tunisian venezuela venezuelan caracas guyana guyanese
        georgetown colombia colombian bogota cuba cuban havana mexico mexican brazil brazilian
        argentina argentine ecuador ecuadorian quito nicaragua haiti haitian dominican peru
        peruvian canada canadian ottawa australia australian canberra indonesia indonesian
        jakarta malaysia malaysian philippines philippine filipino manila vietnam vietnamese
        hanoi thailand thai thais bangkok cambodia cambodian phnom penh myanmar burmese
        bangladesh bangladeshi dhaka nepal nepali nepalese kathmandu lanka lankan colombo bhutan
        maldives maldivian mongolia singapore south-korean north-korean
    """,
}
MASKS: dict[str, str] = {word: name for name, words in _LISTS.items() for word in words.split()}


@lru_cache(maxsize=20_000)
def mask(word: str) -> str:
    """The generic name of a lower-case word, or the word itself; a possessive keeps its mark."""
    known = MASKS.get(word)
    if known:
        return known
    if word[0].isdigit():
        return "<number>"
    stem, mark, tail = word.partition("'")
    if mark and stem in MASKS:
        return f"{MASKS[stem]}'{tail}"
    head, dash, _rest = word.partition("-")
    if dash and MASKS.get(head) in {"<state>", "<number>"}:
        return f"{MASKS[head]}-{_rest}"
    return word


def masked_words(words: Words) -> list[str]:
    """Every word under its generic name; `us` counts as a state only where it is written in capitals."""
    return [
        "us" if low == "us" and cased != "US" else mask(low)
        for low, cased in zip(words.lower, words.cased, strict=True)
    ]
