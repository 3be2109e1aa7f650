"""The first page of the day: how it stands, what to do now, who is here."""
