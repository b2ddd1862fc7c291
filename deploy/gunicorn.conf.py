"""gunicorn on a machine with two cores. Under systemd it takes the socket that it is handed instead of ``bind``."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = 2
threads = 4
preload_app = True
