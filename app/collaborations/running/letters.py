"""Letters about work that runs, and the signed link in one of them. They name the organisations, never the work."""

from app.accounts import service as accounts
from app.accounts.models import Person
from app.collaborations.models import Collaboration
from app.collaborations.running import policy
from app.collaborations.running.models import CheckIn, Party
from app.collaborations.running.words import month_name
from app.collaborations.service.facts import contacts_at, other_of
from app.core import links, mail
from app.core.actor import Actor
from app.extensions import db
from app.responses.service import managers_of

PURPOSE = "collaborations.check_in"


def token_for(check_in: CheckIn, person: Person) -> str:
    """The token of the link with which the person answers this check-in."""
    return links.token(PURPOSE, check_in.id, person.id, person.epoch)


def check_in_for(token: str) -> tuple[Actor, CheckIn] | None:
    """Who answers which check-in with the link; None for one that is forged or too old, or whose reader takes no part
    on that side any more. Whether it is still to be answered, the policy says."""
    signed = links.read(token, PURPOSE)
    if signed is None:
        return None
    number, person_id, epoch = signed
    check_in, person = db.session.get(CheckIn, number), db.session.get(Person, person_id)
    if check_in is None or person is None or person.epoch != epoch or not person.is_active:
        return None
    actor = accounts.actor_for(person)
    return (actor, check_in) if Party.OWN_SIDE in policy.check_in_parties(actor, check_in) else None


def ask(check_in: CheckIn, missing: list[str]) -> None:
    """Ask each contact of the side. `missing` is what the side still has to name or write."""
    collaboration = check_in.collaboration
    other = other_of(collaboration, check_in.organisation_id).name
    reminder = ""
    if missing:
        reminder = (
            f"\n\nYour side still has {' and '.join(f'no {each}' for each in missing)}. If somebody moves post, the "
            f"work stands still without:\n{mail.link('running.contacts', id=collaboration.id)}"
        )
    for person in contacts_at(collaboration, check_in.organisation):
        mail.queue(
            person.id,
            subject=f"Two questions on your work with {other}: {month_name(check_in.month)}",
            body=f"Is your work with {other} on track, and is anything in the way? It takes a minute:\n"
            f"{mail.link('running.answer_check_in', token=token_for(check_in, person))}\n\n"
            "The link works once, for 14 days, and one answer for each side is enough. The other side reads yours "
            f"only after it has given its own.{reminder}",
        )


def contacts_and_managers(collaboration: Collaboration) -> list[Person]:
    """Those on both sides who have to know when something is amiss, each once."""
    found: dict[int, Person] = {}
    for organisation in collaboration.organisations:
        for person in (*contacts_at(collaboration, organisation), *managers_of(organisation.id)):
            found[person.id] = person
    return list(found.values())
