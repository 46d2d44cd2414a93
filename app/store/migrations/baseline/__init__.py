"""The tables of the first release, written out: they stay as they are when the models go on."""
