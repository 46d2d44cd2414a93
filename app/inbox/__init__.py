"""What people do with work: start, hand in, send a message, claim, look; the only writers of running instances."""
