"""What an upstream OpenAPI document says that the description does not, or says otherwise.

- `documents` reads what upstream wrote; `operations` finds the operations in it that are ours.
- `comparison` compares operations, `schemas` their schemas, through `views` that look alike whatever the dialect.
- `facts` are what differs; `departures` judges which of it is known, by the `record` in `departures.yaml`.
- `report` tells the rest, `draft` writes YAML for what is missing, `__main__` is the command line.
"""
