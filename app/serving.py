"""How gunicorn serves an installation: `gunicorn -c python:app.serving 'app.main:serve()' --bind ADDRESS`.

The code is imported here, before the workers are forked, so that they share it; each opens its own database."""

import app.main as _main  # noqa: F401

workers = 2
threads = 4
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
control_socket_disable = True  # nothing beside the port is opened
