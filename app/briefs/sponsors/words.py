"""How the sponsoring chief officer is spoken of."""

from app.briefs.sponsors.models import Sponsor, SponsorState
from app.core.display import show_date

STATE_WORDS = {
    SponsorState.NOT_ASKED: "not asked yet",
    SponsorState.ASKED: "asked, not yet confirmed",
    SponsorState.DECLINED: "declined",
    SponsorState.LAPSED: "confirmed more than a year ago, asked again",
    SponsorState.CHANGED_HANDS: "the post has changed hands, and nobody who holds it has confirmed",
}


def sponsor_line(sponsor: Sponsor | None) -> str:
    """The post and where it stands, in a line; empty where there is none that the reader may know of."""
    if sponsor is None:
        return ""
    if sponsor.state is SponsorState.CONFIRMED:
        return f"Backed by the {sponsor.post}, confirmed {show_date(sponsor.answered_at)}"
    return f"{sponsor.post}: {STATE_WORDS[sponsor.state]}"
