"""Background work: a queue in the database, the clock of the installation, retries and leases."""
