"""Following subjects of lessons: what a person chose, and one letter a month with what is new."""
