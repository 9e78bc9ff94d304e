"""Invented people at invented organisations. Their names and addresses are the same in every installation."""

from dataclasses import dataclass
from zlib import crc32

from sqlalchemy import select

from app.accounts.models import Membership, MembershipState, Person
from app.core import clock
from app.core.actor import Role
from app.extensions import db
from app.organisations.models import Organisation, Side

FIRST_NAMES = """
    Aisha Alan Amelia Andrew Bethan Callum Carys Catherine Claire Daniel Deepa Eilidh Emma Farah Fiona
    Gareth Grace Hannah Harriet Imran Ioan Jasmine Joanne Kavita Kwame Laura Lewis Louise Marcus Megan
    Mohammed Naomi Nia Niamh Oluwaseun Owen Patrick Priya Rachel Rhys Robert Rosalind Ruth Samuel Sarah Sean
    Simon Sunita Tariq Thomas Yasmin
""".split()  # noqa: SIM905 - a list of words reads better as words
LAST_NAMES = """
    Abbott Adeyemi Ahmed Ashworth Bancroft Barlow Bhatt Birch Brennan Calder Campbell Chaudhry Cole Crosby
    Dalton Davies Doyle Ellis Fairclough Farrow Fletcher Gallagher Goddard Greenwood Hale Harding Hartley
    Holt Hussain Iqbal Jenkins Kaur Kendrick Lawson Lockwood Mackie Marsden McBride Mensah Morgan Nash
    Newton Okafor Parry Patel Pemberton Quinn Rahman Reid Rowntree Sharma Shepherd Sutcliffe Tanner Thackray
    Underhill Vaughan Walsh Whitaker Yates
""".split()  # noqa: SIM905 - a list of words reads better as words
# Posts by role and side: one is drawn for each person.
POSTS = {
    (Role.POLICE, Side.POLICE): (
        "Detective Inspector",
        "Chief Inspector, Operations",
        "Head of Forensic Services",
        "Superintendent, Crime",
        "Inspector, Local Policing",
        "Head of Analysis",
    ),
    (Role.ACADEMIC, Side.ACADEMIC): (
        "Senior Lecturer",
        "Reader",
        "Professor",
        "Principal Research Fellow",
        "Head of Department",
    ),
    (Role.PARTNERSHIP_MANAGER, Side.POLICE): (
        "Research and Innovation Lead",
        "Academic Partnerships Manager",
    ),
    (Role.PARTNERSHIP_MANAGER, Side.ACADEMIC): ("Knowledge Exchange Manager", "Business Engagement Manager"),
    (Role.ORGANISATION_ADMINISTRATOR, Side.POLICE): (
        "Information Governance Officer",
        "Corporate Services Manager",
    ),
    (Role.ORGANISATION_ADMINISTRATOR, Side.ACADEMIC): (
        "Research Office Administrator",
        "Research Contracts Officer",
    ),
}
SITE_POSTS = {
    Role.REVIEWER: "Reviewer",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator of the site",
}
# Site roles belong to no organisation: a reviewer who did would judge their own side.
SITE_DOMAIN = "common-ground.example"
# The university whose administrator has a sign-in.
WITH_ADMINISTRATOR = "fosse-vale-university"


@dataclass(frozen=True)
class Team:
    """The people of an organisation: who posts, who manages, and who administers if anybody does."""

    poster: Person
    manager: Person
    administrator: Person | None

    def by_role(self, role: Role) -> Person:
        people = {
            Role.PARTNERSHIP_MANAGER: self.manager,
            Role.ORGANISATION_ADMINISTRATOR: self.administrator or self.manager,
        }
        return people.get(role, self.poster)


def load(organisations: dict[str, Organisation]) -> tuple[dict[str, Team], dict[Role, Person]]:
    """Every sample organisation has its people, and the site its own three: teams by slug, people by role."""
    known = {person.email: person for person in db.session.scalars(select(Person).where(Person.is_sample))}
    teams = {slug: _team(organisation, known) for slug, organisation in organisations.items()}
    site = {role: _site_person(role, post, known) for role, post in SITE_POSTS.items()}
    db.session.flush()
    return teams, site


def _team(organisation: Organisation, known: dict[str | None, Person]) -> Team:
    on_police_side = organisation.side is Side.POLICE
    poster = _member(organisation, Role.POLICE if on_police_side else Role.ACADEMIC, known)
    manager = _member(organisation, Role.PARTNERSHIP_MANAGER, known)
    # Where a university has no administrator, a reviewer approves its members: the sample shows both.
    administrator = None
    if on_police_side or number(organisation.slug) % 2 == 0 or organisation.slug == WITH_ADMINISTRATOR:
        administrator = _member(organisation, Role.ORGANISATION_ADMINISTRATOR, known)
    return Team(poster, manager, administrator)


def _member(organisation: Organisation, role: Role, known: dict[str | None, Person]) -> Person:
    slug = organisation.slug
    first, last, email = _name(f"{slug}:{role.value}", f"{slug}.example")
    if email in known:
        return known[email]
    posts = POSTS[role, organisation.side]
    person = Person(
        email=email,
        name=f"{first} {last}",
        post=posts[number(email) % len(posts)],
        proved_at=clock.now(),
        is_sample=True,
    )
    membership = Membership(
        person=person,
        organisation=organisation,
        state=MembershipState.APPROVED,
        is_partnership_manager=role is Role.PARTNERSHIP_MANAGER,
        is_administrator=role is Role.ORGANISATION_ADMINISTRATOR,
        how_checked="Invented for the sample.",
        decided_at=clock.now(),
    )
    db.session.add_all([person, membership])
    known[email] = person
    return person


def _site_person(role: Role, post: str, known: dict[str | None, Person]) -> Person:
    first, last, email = _name(f"site:{role.value}", SITE_DOMAIN)
    if email not in known:
        person = Person(
            email=email,
            name=f"{first} {last}",
            post=post,
            proved_at=clock.now(),
            is_sample=True,
            site_role=role,
        )
        db.session.add(person)
        known[email] = person
    return known[email]


def _name(key: str, domain: str) -> tuple[str, str, str]:
    """A first name, a last name and an address for `key`: always the same ones."""
    draw = number(key)
    first = FIRST_NAMES[draw % len(FIRST_NAMES)]
    last = LAST_NAMES[draw // len(FIRST_NAMES) % len(LAST_NAMES)]
    return first, last, f"{first}.{last}@{domain}".lower()


def number(key: str) -> int:
    """A number that belongs to a text for good."""
    return crc32(key.encode())
