"""The part of a run that concerns phones and mails: what the plan decides is carried out here, step by step."""
