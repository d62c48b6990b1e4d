"""What a person does, without a screen."""
