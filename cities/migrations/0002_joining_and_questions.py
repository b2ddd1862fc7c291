import cities.models.representative
import cities.register
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('cities', '0001_initial'),
        ('media', '0002_photo_rendition_bytes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApplicationConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('personal_data', 'processing of personal data'), ('publication', 'publication under CC BY 4.0'), ('for_the_city', 'right to submit for the city'), ('unesco', 'use for a UNESCO nomination')], max_length=20, verbose_name='consent')),
                ('text_version', models.CharField(default='2026-11', max_length=20, verbose_name='version of the text')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='given at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['given_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BlockedAsker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asker', models.CharField(max_length=64, unique=True)),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reported at')),
            ],
            options={
                'verbose_name': 'blocked sender',
                'verbose_name_plural': 'blocked senders',
            },
        ),
        migrations.CreateModel(
            name='CityQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('uk', 'Українська'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('sender', models.CharField(db_index=True, editable=False, max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('is_spam', models.BooleanField(default=False, verbose_name='spam')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('text', models.TextField(max_length=3000, verbose_name='question')),
                ('answer', models.TextField(blank=True, max_length=5000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'question to a city',
                'verbose_name_plural': 'questions to cities',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(choices=[('uk', 'Українська'), ('en', 'English')], default='uk', max_length=2, verbose_name='language')),
                ('role', models.CharField(choices=[('editor', 'editor'), ('lead', 'lead')], default='editor', max_length=10, verbose_name='role')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('expires_at', models.DateTimeField(default=cities.models.representative.next_fortnight, verbose_name='holds until')),
                ('accepted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='accepted at')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked at')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['editor', 'lead'])), name='cities_invitation_role_known'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='cities_invitation_one_end')],
            },
        ),
        migrations.CreateModel(
            name='MembershipApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('uk', 'Українська'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('sender', models.CharField(db_index=True, editable=False, max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('is_spam', models.BooleanField(default=False, verbose_name='spam')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('with_city', 'With the city'), ('submitted', 'Submitted'), ('in_review', 'In review'), ('changes_asked', 'Changes asked'), ('published', 'Published'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('accepted', 'Accepted into the published version')], default='draft', editable=False, max_length=20, verbose_name='status')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('katottg', models.CharField(max_length=19, validators=[cities.register.validate_hromada_code], verbose_name='hromada')),
                ('contact_name', models.CharField(max_length=150, verbose_name='name')),
                ('contact_role', models.CharField(max_length=150, verbose_name='position')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('motivation', models.TextField(help_text='Why the hromada wants to be a learning city and what it does already. Up to 200 words.', max_length=2000, validators=[django.core.validators.MinLengthValidator(50)], verbose_name='motivation')),
                ('pledge', models.BooleanField(help_text='The hromada will act by the guiding documents of learning cities.', verbose_name='pledge')),
            ],
            options={
                'verbose_name': 'membership application',
                'verbose_name_plural': 'membership applications',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'in_review', 'accepted', 'declined'])), name='cities_membershipapplication_status_known')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='city',
            name='cities_city_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='partner',
            name='cities_partner_status_known',
        ),
        migrations.AlterField(
            model_name='city',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('with_city', 'With the city'), ('submitted', 'Submitted'), ('in_review', 'In review'), ('changes_asked', 'Changes asked'), ('published', 'Published'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('accepted', 'Accepted into the published version')], default='draft', editable=False, max_length=20, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='partner',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('with_city', 'With the city'), ('submitted', 'Submitted'), ('in_review', 'In review'), ('changes_asked', 'Changes asked'), ('published', 'Published'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('accepted', 'Accepted into the published version')], default='draft', editable=False, max_length=20, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='city',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'with_city', 'submitted', 'in_review', 'changes_asked', 'published', 'declined', 'withdrawn', 'accepted'])), name='cities_city_status_known'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'with_city', 'submitted', 'in_review', 'changes_asked', 'published', 'declined', 'withdrawn', 'accepted'])), name='cities_partner_status_known'),
        ),
        migrations.AddField(
            model_name='applicationconsent',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='blockedasker',
            name='reported_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by'),
        ),
        migrations.AddField(
            model_name='cityquestion',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='cityquestion',
            name='city',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='cities.city', verbose_name='city'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='city',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='cities.city', verbose_name='city'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by'),
        ),
        migrations.AddField(
            model_name='membershipapplication',
            name='city',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='applications', to='cities.city'),
        ),
        migrations.AddField(
            model_name='membershipapplication',
            name='decision',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='application', to='media.document', verbose_name='decision of the council'),
        ),
        migrations.AddField(
            model_name='membershipapplication',
            name='reviewer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer'),
        ),
        migrations.AddField(
            model_name='applicationconsent',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='cities.membershipapplication'),
        ),
        migrations.AddConstraint(
            model_name='applicationconsent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('application', 'kind'), name='cities_applicationconsent_once'),
        ),
    ]
