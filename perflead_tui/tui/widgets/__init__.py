"""Small widgets that every perflead app uses. None of them decides anything."""
