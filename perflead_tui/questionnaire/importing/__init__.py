"""Questionnaires from elsewhere: LimeSurvey's files and spreadsheets, and what they hold that perflead has not."""
