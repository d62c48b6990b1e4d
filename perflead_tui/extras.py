"""Libraries that come with an extra of the package: imported when they are needed and not before."""

import importlib
from types import ModuleType

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _


def require(module: str, extra: str) -> ModuleType:
    """The module `module` of the extra `extra`. Raises PerfleadError, naming the extra, if it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise PerfleadError(
            _("This needs more parts of perflead."),
            _('Install them: pip install "perflead-tui[{extra}]".').format(extra=extra),
        ) from None
