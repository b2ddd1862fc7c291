"""What the first page of the admin shows."""

from django import template
from django.urls import reverse

from portal.desk import figures
from portal.desk.charts import HEIGHT, WIDTH
from portal.desk.guide import SECTIONS, anchor
from portal.desk.waiting import waiting_for

register = template.Library()


@register.simple_tag
def guide_url(opts=None):
    """The address of the guide, at the section about the model whose page is open."""
    heading = SECTIONS.get(opts.label_lower) if opts else None
    return reverse("desk:guide") + (anchor(heading) if heading else "")


@register.inclusion_tag("desk/waiting.html")
def waiting(user):
    """What waits for somebody of the staff, one click from where it is done."""
    return {"groups": waiting_for(user)}


@register.inclusion_tag("desk/figures.html")
def work_figures():
    """How the association's work goes."""
    return {"work": figures.Work(), "figures": figures, "missed": figures.missed_searches()}


@register.inclusion_tag("desk/bars.html")
def bar_chart(title, bars, note=""):
    """Bars beside their numbers, as a table that reads well without seeing them."""
    return {"title": title, "bars": bars, "note": note, "width": WIDTH, "height": HEIGHT}
