"""Letters about the sponsoring chief officer, and the signed link in them. They name the post, never the brief."""

from app.briefs.models import Brief
from app.briefs.sponsors.models import Sponsor, SponsorState
from app.core import links, mail
from app.core.actor import Actor
from app.extensions import db
from app.listings.models import OPEN_STATES
from app.listings.service.writing import link, owners, tell

PURPOSE = "briefs.sponsor"
ANSWERABLE = (SponsorState.ASKED, SponsorState.LAPSED)


def token_for(sponsor: Sponsor) -> str:
    """The token of the link with which the holder answers the latest asking."""
    return links.token(PURPOSE, sponsor.id, sponsor.asking)


def sponsor_for(token: str) -> Sponsor | None:
    """Whose link it is while it acts; None for one that is forged, too old, answered, or of an earlier asking."""
    signed = links.read(token, PURPOSE)
    if signed is None:
        return None
    number, asking = signed
    sponsor = db.session.get(Sponsor, number)
    if sponsor is None or sponsor.asking != asking or sponsor.state not in ANSWERABLE:
        return None
    return sponsor if sponsor.holder is not None and sponsor.brief.state in OPEN_STATES else None


def ask(sponsor: Sponsor, why: str = "") -> None:
    """Ask the holder whether the post backs the brief."""
    assert sponsor.holder_id is not None
    organisation = sponsor.brief.organisation.name
    mail.queue(
        sponsor.holder_id,
        subject="Do you back a challenge brief as its sponsoring chief officer?",
        body=(why and f"{why}\n\n") + f"{organisation} names this post as the sponsoring chief officer of a "
        f"challenge brief, and says that you hold it:\n{sponsor.post}\n\n"
        "Read the brief on one page and say whether you back it. You need no account:\n"
        f"{mail.link('briefs.answer_sponsor', token=token_for(sponsor))}\n\n"
        "The link works once, for 14 days. Readers of the brief see the post and the day you confirmed, never your "
        "name or address. If you do not hold this post, say so on the same page.\n\n"
        f"What this site keeps of you: {mail.link('desk.privacy')}",
    )


def answered(actor: Actor, sponsor: Sponsor) -> None:
    """Tell the brief's owners what the holder said."""
    said = {
        SponsorState.CONFIRMED: ("has confirmed", "has confirmed that the post backs it"),
        SponsorState.DECLINED: ("has declined", "has declined to back it, with a reason"),
        SponsorState.CHANGED_HANDS: (
            "is somebody else now",
            "says that the post is not theirs. Name who holds it, and they are asked",
        ),
    }
    subject, what = said[sponsor.state]
    tell(
        owners(sponsor.brief),
        actor,
        subject=f"The sponsoring chief officer of your brief {subject}",
        body=f"Whoever you named as sponsoring chief officer of a brief of yours {what}:\n{link(sponsor.brief)}",
    )


def lapsed(actor: Actor, brief: Brief, what: str) -> None:
    """Tell the brief's owners, in their digest, that it has no confirmed sponsor any more."""
    tell(
        owners(brief),
        actor,
        in_digest=True,
        subject="A brief of yours has no confirmed sponsor any more",
        body=f"{what}\n{link(brief)}",
    )
