"""The model: graduates' destinations as `domain.md` describes them. It knows neither the program nor its content."""
