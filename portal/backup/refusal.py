class Refused(Exception):
    """The backup or the way back cannot be done; the text is a sentence for the person at the keyboard."""
