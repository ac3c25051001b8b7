"""The ASGI application that granian serves, put together from this process's environment."""

import os

from azukari.api.application import create
from azukari.api.desk import Desk
from azukari.api.log import set_up_log
from azukari.api.settings import read_settings

set_up_log()
application = create(Desk(read_settings(os.environ)))
