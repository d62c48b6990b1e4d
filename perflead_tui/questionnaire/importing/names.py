"""How the names of files end that are taken in. Nothing else is here, so that asking for them loads no reader."""

LIME = (".lss", ".lsg", ".lsq")
SHEETS = (".csv", ".xlsx", ".tsv")
