"""perflead: anonymous, encrypted 360-degree leadership reviews in the terminal."""

import os

__version__ = "0.1.0"

# pydantic would hand what it checks, answers too, to plugins of any package that is installed beside this one, and
# looking for some is a tenth of a short command's time.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
