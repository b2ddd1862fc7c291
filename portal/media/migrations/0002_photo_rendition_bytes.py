from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='photo',
            name='rendition_bytes',
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
