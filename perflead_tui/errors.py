"""The one kind of error that a person is told about."""


class PerfleadError(Exception):
    """What went wrong, in one sentence, and what to do about it.

    `message` and `hint` are already translated and hold no secrets: they are shown as they are.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message
