import django.db.models.deletion
import portal.publishing.fields
import portal.publishing.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('join', 'Our city wants to join'), ('initiative', 'An initiative'), ('partnership', 'Partnership'), ('correction', 'A mistake on the site'), ('accessibility', 'An accessibility problem'), ('other', 'Something else')], max_length=20, verbose_name='topic')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('text', models.TextField(max_length=5000, verbose_name='message')),
                ('language', models.CharField(choices=[('uk', 'Українська'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('sender', models.CharField(db_index=True, editable=False, max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('mailed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='mailed to the office')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('is_spam', models.BooleanField(default=False, verbose_name='spam')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'In review'), ('changes_asked', 'Changes asked'), ('published', 'Published'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('accepted', 'Accepted into the published version')], default='draft', editable=False, max_length=20, verbose_name='status')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published at')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('source_title', models.CharField(blank=True, help_text='What the source is called; needed where it has no address.', max_length=300, verbose_name='source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                ('checked_on', models.DateField(blank=True, help_text='The day somebody last compared this with the source.', null=True, validators=[portal.publishing.models.validate_not_in_future], verbose_name='checked on')),
                ('slug', models.SlugField(help_text='The last part of the page’s address.', max_length=60, verbose_name='address')),
                ('path', models.CharField(editable=False, max_length=250, unique=True, verbose_name='path')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('title_uk', models.CharField(max_length=120, null=True, verbose_name='title')),
                ('title_en', models.CharField(max_length=120, null=True, verbose_name='title')),
                ('menu_title', models.CharField(blank=True, max_length=40, verbose_name='title in menus')),
                ('menu_title_uk', models.CharField(blank=True, max_length=40, null=True, verbose_name='title in menus')),
                ('menu_title_en', models.CharField(blank=True, max_length=40, null=True, verbose_name='title in menus')),
                ('lead', models.TextField(blank=True, max_length=300, verbose_name='lead')),
                ('lead_uk', models.TextField(blank=True, max_length=300, null=True, verbose_name='lead')),
                ('lead_en', models.TextField(blank=True, max_length=300, null=True, verbose_name='lead')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('body_uk', models.TextField(blank=True, null=True, verbose_name='text')),
                ('body_en', models.TextField(blank=True, null=True, verbose_name='text')),
                ('in_menu', models.BooleanField(default=True, verbose_name='in the menu')),
                ('menu_order', models.PositiveSmallIntegerField(default=0, verbose_name='place in the menu')),
                ('search_text', portal.publishing.fields.FoldedField(blank=True, default='', editable=False, of=('title_uk', 'title_en'))),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='pages.page', verbose_name='stands under')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'in_review', 'changes_asked', 'published', 'declined', 'withdrawn', 'accepted'])), name='pages_page_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('slug__isnull', False), ('status__in', ('published', 'withdrawn'))), models.Q(models.Q(('status__in', ('published', 'withdrawn')), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='pages_page_published_has_date_and_slug'), models.CheckConstraint(condition=models.Q(('title_uk__isnull', False), models.Q(('title_uk', ''), _negated=True)), name='pages_page_title_uk', violation_error_message='The Ukrainian text is required.'), models.CheckConstraint(condition=models.Q(('parent__isnull', False), ('slug__in', ['about', 'join', 'accessibility', 'privacy']), _connector='OR'), name='pages_page_root_has_its_place')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPage',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created at')),
                ('source_title', models.CharField(blank=True, help_text='What the source is called; needed where it has no address.', max_length=300, verbose_name='source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                ('checked_on', models.DateField(blank=True, help_text='The day somebody last compared this with the source.', null=True, validators=[portal.publishing.models.validate_not_in_future], verbose_name='checked on')),
                ('path', models.CharField(db_index=True, editable=False, max_length=250, verbose_name='path')),
                ('title_uk', models.CharField(max_length=120, null=True, verbose_name='title')),
                ('title_en', models.CharField(max_length=120, null=True, verbose_name='title')),
                ('menu_title_uk', models.CharField(blank=True, max_length=40, null=True, verbose_name='title in menus')),
                ('menu_title_en', models.CharField(blank=True, max_length=40, null=True, verbose_name='title in menus')),
                ('lead_uk', models.TextField(blank=True, max_length=300, null=True, verbose_name='lead')),
                ('lead_en', models.TextField(blank=True, max_length=300, null=True, verbose_name='lead')),
                ('body_uk', models.TextField(blank=True, null=True, verbose_name='text')),
                ('body_en', models.TextField(blank=True, null=True, verbose_name='text')),
                ('in_menu', models.BooleanField(default=True, verbose_name='in the menu')),
                ('menu_order', models.PositiveSmallIntegerField(default=0, verbose_name='place in the menu')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pages.page', verbose_name='stands under')),
            ],
            options={
                'verbose_name': 'historical page',
                'verbose_name_plural': 'historical pages',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
