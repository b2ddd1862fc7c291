import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('cities', '0002_joining_and_questions'),
        ('initiatives', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('changes', 'asking for changes'), ('decline', 'declining'), ('publish', 'publishing')], max_length=10, verbose_name='purpose')),
                ('name', models.CharField(max_length=100, verbose_name='name in the list')),
                ('name_uk', models.CharField(max_length=100, null=True, verbose_name='name in the list')),
                ('name_en', models.CharField(max_length=100, null=True, verbose_name='name in the list')),
                ('text', models.TextField(max_length=2000, verbose_name='text')),
                ('text_uk', models.TextField(max_length=2000, null=True, verbose_name='text')),
                ('text_en', models.TextField(max_length=2000, null=True, verbose_name='text')),
            ],
            options={
                'verbose_name': 'answer template',
                'verbose_name_plural': 'answer templates',
                'ordering': ['purpose', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name_uk__isnull', False), models.Q(('name_uk', ''), _negated=True)), name='initiatives_answertemplate_name_uk', violation_error_message='The Ukrainian text is required.'), models.CheckConstraint(condition=models.Q(('text_uk__isnull', False), models.Q(('text_uk', ''), _negated=True)), name='initiatives_answertemplate_text_uk', violation_error_message='The Ukrainian text is required.'), models.CheckConstraint(condition=models.Q(('purpose__in', ['changes', 'decline', 'publish'])), name='initiatives_answertemplate_purpose_known')],
            },
        ),
        migrations.CreateModel(
            name='FieldComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(help_text='The name of the field, without a language.', max_length=50, verbose_name='field')),
                ('text', models.TextField(max_length=1000, verbose_name='comment')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved at')),
            ],
            options={
                'verbose_name': 'comment at a field',
                'verbose_name_plural': 'comments at fields',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='GuestProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('uk', 'Українська'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('sender', models.CharField(db_index=True, editable=False, max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('is_spam', models.BooleanField(default=False, verbose_name='spam')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('edition', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='address confirmed at')),
            ],
            options={
                'verbose_name': 'proposal by a guest',
                'verbose_name_plural': 'proposals by guests',
                'constraints': [models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='initiatives_guestproposal_has_address')],
            },
        ),
        migrations.CreateModel(
            name='SavedStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('what', 'What it is'), ('story', 'The story'), ('repeat', 'How to repeat it'), ('contact', 'Contact and consents')], max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('leftover', models.JSONField(blank=True, default=dict)),
                ('saved_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'saved step',
                'verbose_name_plural': 'saved steps',
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['what', 'story', 'repeat', 'contact'])), name='initiatives_savedstep_step_known')],
            },
        ),
        migrations.CreateModel(
            name='Writer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'writer',
                'verbose_name_plural': 'writers',
            },
        ),
        migrations.RemoveConstraint(
            model_name='initiative',
            name='initiatives_initiative_status_known',
        ),
        migrations.AddField(
            model_name='initiative',
            name='creation_key',
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='initiative',
            name='reviewer',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='text_version',
            field=models.CharField(default='2026-11', max_length=20, verbose_name='version of the text'),
        ),
        migrations.AlterField(
            model_name='initiative',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('with_city', 'With the city'), ('submitted', 'Submitted'), ('in_review', 'In review'), ('changes_asked', 'Changes asked'), ('published', 'Published'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('accepted', 'Accepted into the published version')], default='draft', editable=False, max_length=20, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='initiative',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'with_city', 'submitted', 'in_review', 'changes_asked', 'published', 'declined', 'withdrawn', 'accepted'])), name='initiatives_initiative_status_known'),
        ),
        migrations.AddField(
            model_name='fieldcomment',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='fieldcomment',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='field_comments', to='initiatives.initiative'),
        ),
        migrations.AddField(
            model_name='guestproposal',
            name='initiative',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guest', to='initiatives.initiative'),
        ),
        migrations.AddField(
            model_name='savedstep',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_steps', to='initiatives.initiative'),
        ),
        migrations.AddField(
            model_name='savedstep',
            name='saved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='writer',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='writers', to='initiatives.initiative'),
        ),
        migrations.AddField(
            model_name='writer',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='savedstep',
            constraint=models.UniqueConstraint(fields=('initiative', 'step'), name='initiatives_savedstep_once'),
        ),
        migrations.AddConstraint(
            model_name='writer',
            constraint=models.UniqueConstraint(fields=('initiative', 'user'), name='initiatives_writer_once'),
        ),
    ]
