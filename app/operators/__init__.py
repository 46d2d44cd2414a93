"""What a diagram may call: named operators, kinds of subject and list sources, registered through one door."""
