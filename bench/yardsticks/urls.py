from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.yardsticks.models import Initiative


def hello(request):  # noqa: ARG001
    return HttpResponse("Hello, world!")


def plain_list(request):
    rows = Initiative.objects.filter(published_at__isnull=False).order_by("-published_at")[:20]
    return render(request, "yardsticks/list.html", {"rows": rows})


urlpatterns = [path("", hello), path("list/", plain_list)]
