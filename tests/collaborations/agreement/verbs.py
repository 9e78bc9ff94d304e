"""The verbs of working agreements, called with what most tests do not care about."""

from app.collaborations.agreement import policy, service
from app.collaborations.agreement.parts import BEGINNING

WHOLE = {
    "scope": "Compare treads.",
    "roles": "The scenes manager sends marks.",
    "cadence": "Every second Monday.",
    "success": "More hits\nFewer days",
    "resources": "One examiner, a day a week.",
    "ip": "kept",
    "exit": "A month’s notice.",
}
LEADS = {"police": "police lead", "academic": "academic lead"}


def write(cast, collaboration, who="police lead", version=None, **values):
    """What is typed on a page; from the version that stands now unless another is given."""
    if version is None:
        version = policy.agreement_of(collaboration).version
    return service.save(cast.actors[who], collaboration=collaboration, version=version, values=values)


def written(cast, collaboration, **values):
    """An agreement of which everything is written."""
    write(cast, collaboration, **{**WHOLE, "success_police": "A method that scenes use.", **values})
    return write(cast, collaboration, "academic lead", success_academic="A paper.")


def offered(cast, collaboration, who="police lead", **values):
    """The version that waits for signatures, made of what is written."""
    agreement = written(cast, collaboration, **values)
    return service.offer(cast.actors[who], collaboration=collaboration, version=agreement.version)


def sign(cast, version, who, post="Head of science"):
    """The version, signed for one side."""
    return service.sign(
        cast.actors[who], collaboration=version.agreement.collaboration, number=version.number, post=post
    )


def decline(cast, version, who, reason="The review takes too long."):
    return service.decline(
        cast.actors[who], collaboration=version.agreement.collaboration, number=version.number, reason=reason
    )


def in_force(cast, collaboration, **values):
    """The version that both sides have signed."""
    version = offered(cast, collaboration, **values)
    sign(cast, version, "police lead")
    return sign(cast, version, "academic manager")


def whole(**values):
    """Texts of which nothing is missing."""
    own = {"success_police": "A method.", "success_academic": "A paper."}
    return {**BEGINNING, **WHOLE, **own, **values}
