"""What other programs take from plans: a calendar of their dates."""
