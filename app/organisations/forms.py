"""What an organisation's administrator fills in."""

from app.core.forms import Checkbox, CodePicker, LongText, MaxChoices, Submit, TextField, Url, VersionedForm
from app.organisations.service import MOST_SPECIALISMS
from app.taxonomy.choices import specialism_choices


class ProfileForm(VersionedForm):
    about = LongText(
        "About the organisation",
        description="Who you are, in a few sentences for somebody from the other side.",
        max_words=300,
    )
    remit = LongText(
        "Remit",
        description="What you can do, lend or host, and for whom.",
        max_words=300,
    )
    restrictions = LongText(
        "Restrictions",
        description="What you cannot do, or need first: vetting and how long it takes here, buying rules, "
        "times of year when nothing can start.",
        max_words=300,
    )
    specialisms = CodePicker(
        "Specialisms held",
        [MaxChoices(MOST_SPECIALISMS)],
        description=f"Up to {MOST_SPECIALISMS}. Choose what you have people for today.",
        choices=specialism_choices,
    )
    website = TextField(
        "Website", [Url()], description="A full address, like https://www.example.org", max_length=300
    )
    requires_release = Checkbox(
        "Our partnership manager releases each brief or offer before it goes to review",
    )
    submit = Submit("Save")
