"""The form that takes the file, and the button that makes its rows drafts."""

from app.core.forms import BaseForm, Required, Submit, Upload


class FileForm(BaseForm):
    file = Upload(
        "The filled-in template",
        [Required("Choose a CSV or XLSX file")],
        description="CSV or XLSX, up to 2 MB and 5,000 rows.",
        govuk={"attributes": {"accept": ".csv,.xlsx"}},
    )
    submit = Submit("Check the file")


class MakeForm(BaseForm):
    submit = Submit("Make drafts")
