from django.apps import apps
from django_tasks import task


@task()
def make_renditions(photo_id: int) -> None:
    """Makes the renditions of a photo, again if they exist. A photo deleted meanwhile is passed over."""
    # By name, because the model enqueues this task.
    photo = apps.get_model("media", "Photo").objects.filter(pk=photo_id).first()
    if photo:
        photo.make_renditions()
