"""Many drafts from one file: its columns, the judgement of each row, and what travels between the two pages."""
