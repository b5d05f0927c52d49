"""Nouns that say whether a number counts people or something else."""

import re

_PEOPLE = """
    activist adolescent adviser agent airman ambassador assailant assassin athlete attache attaché
    attacker aunt author ayatollah baby baker bandit barber basij basiji biker bishop blogger boatman
    bomber boy bricklayer bride bridegroom brigadier brigand brother butcher bystander cabbie cadet
    cadre cameraman captain captive captor caretaker carpenter carrier chief child citizen civilian
    cleaner cleric clerk coastguard colleague collector colonel commandant commander commando companion
    comrade conscript constable consul contractor cook corporal couple cousin crew crewman cyclist
    daughter defector deputy detainee detective devotee diner diplomat director dissident diver docker
    doctor driver editor elder electrician engineer envoy exile extremist farmer farmhand father fidayee
    fighter firefighter fisher fisherman foreigner fruit-seller fuel-carrier fuel-porter gardener
    gatekeeper gatherer gendarme general girl goatherd governor granddaughter grandfather grandmother
    grandson grocer groom grower guard guardsman guerrilla guest gunman gunner harbourmaster harvester
    havaldar havildar hawker helmsman herder herdsman hijacker hitman hostage hunter husband imam infant
    infantryman infiltrator inmate inspector insurgent intruder jailer janitor jawan jihadist journalist
    judge keeper khawarij khwarij kid kidnapper labourer lad lance-naik lawmaker lawyer lecturer
    legionnaire levies lieutenant logger major man marine mariner martyr mason maulana mayor mechanic
    medic member mercenaries mercenary midwife migrant militant miner minister monk mother motorcyclist
    mourner mufti mujahid muleteer mullah naib naik national native neighbour nephew niece nomad nun
    nurse officer official operative operator orphan outlaw paramedic paramilitary paratroop paratrooper
    parent passenger patient patrolman peacekeeper peasant peddler pedestrian pensioner people person
    peshmerga physician picker picnicker pilgrim pilot plumber poet police policeman policewoman
    politician porter preacher priest prisoner private professor protester pupil raider ranger rebel
    recruit referee refugee relative reporter rescuer reservist resident rider rifleman ringleader
    sailor scavenger scholar schoolboy schoolchild schoolgirl schoolmaster scientist scout seafarer
    seaman seller seminarian sentries sentry separatist sepoy sergeant serviceman servicemen settler
    shepherd shopkeeper shopper sibling singer sister skipper smuggler sniper soldier son spy staff
    staffer stevedore student subedar superintendent surgeon suspect sweeper tailor talib teacher
    technician teen teenager terrorist toddler tourist trader trafficker trainee traveller tribesman
    troop trooper troops truck-driver trucker twin uncle vendor victim villager volunteer warden
    watchman welder widow wife woman worker worshipper writer yachtsman youngster youth
"""
_THINGS = """
    a.m acre agencies agency aircraft airport am analyst apr april armies army article attack aug august
    bank barrel base batteries battery billion blast boat bomb bombing building bullet bus buses camel
    camp capital car carriage case centuries century channel charge checkpoint cities city clash clashes
    coach coaches companies company copies copy count countries country crossing day dec decade december
    degree district dollar drone explosion families family feb february feet firm flat flight foot front
    goat government group gun hamlet headquarters hectare helicopter hideout hole home hospital hour
    house hundredfold inch inches incident jan january jet jul july jun june kg kilo kilometer kilometre
    km launcher law litre location lorries lorry mar march market may meeting meter metre mile million
    ministries ministry minute missile month mortar mosque motorcycle mule nation newspaper night nov
    november o'clock occasion oct october outlet p.m page paragraph parties party per percent phase
    place plane pm point position post province question raid reason rial rifle rocket room round rupee
    school seat sector sentence sep sept september sheep shell ship shop side site source spot
    stage state storey strike tank target taxi term time ton tonne tower town trillion truck van vehicle
    vessel village vote wagon warplane warship week winter witness witnesses yard year
"""
PEOPLE = frozenset(_PEOPLE.split())
THINGS = frozenset(_THINGS.split())
_KIN = re.compile(r".*(?:men|man|women|woman|children|boy|girl)$")


def is_person(noun: str) -> bool:
    """Whether the lower-case noun, singular or plural, names people."""
    return in_list(noun, PEOPLE) or bool(_KIN.match(noun.removesuffix("s")))


def in_list(noun: str, nouns: frozenset[str]) -> bool:
    """Whether the noun or its singular is in the list."""
    return noun in nouns or (noun.endswith("s") and noun[:-1] in nouns)
