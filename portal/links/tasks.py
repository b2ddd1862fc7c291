from django_tasks import task

from portal.links.checking import check
from portal.links.models import Link

# Whoever asked looks at the list again after a cup of tea.
_SECONDS = 300


@task()
def check_again(pks: list[int]):
    """Check some links now."""
    for _link in check(Link.objects.filter(pk__in=pks), seconds=_SECONDS):
        pass
