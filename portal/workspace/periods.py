"""How long the portal keeps what people leave on it.

Law of Ukraine 2297-VI "On personal data protection": data that tell who somebody is are kept no longer than their
purpose needs (art. 6) and are deleted when that time is over (art. 15). The page about privacy states the same numbers.
"""

from datetime import timedelta

# To answer "I never got your letter", and to find out why.
LETTERS = timedelta(days=90)
# An answer may be asked about again within a year; what nobody answered stays until somebody does.
ANSWERED = timedelta(days=365)
# Long enough to see that a message was taken for spam by mistake.
SPAM = timedelta(days=30)
# Who has not followed the link in the letter within a fortnight did not mean it, or was not the owner of the address.
NEVER_CONFIRMED = timedelta(days=14)
# A form with a mistake keeps the file that came with it for so long; afterwards nothing leads to it any more.
UNSENT_FILES = timedelta(days=1)
# The applicant may ask why, or apply again; the decision itself stays, without the person.
DECLINED = timedelta(days=365)
# Past, present or refused: after this the address serves nobody.
INVITATIONS = timedelta(days=90)
# The address answers "no longer works" so long; afterwards it is one that never was.
SECRET_LINKS = timedelta(days=90)
# Who has a draft open matters for minutes.
WRITERS = timedelta(days=1)
# The browser's own key of a draft stops a second copy when a form is sent again, perhaps after days without a network.
CREATION_KEYS = timedelta(days=30)
# So that the same season can be compared.
MISSED_SEARCHES = timedelta(days=365)
# The same, and one year with the other.
VISITS = timedelta(days=2 * 365)
