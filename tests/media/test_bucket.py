"""The same photos and documents in an object storage, which a real server plays."""

import zipfile
from tempfile import TemporaryFile
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.backup.refusal import FAILURES
from portal.exchange.archive.packing import pack, stored_files
from portal.media.bucket import Bucket
from portal.opendata.releasing import release
from tests.bucket import running_bucket, strict
from tests.factories import make_staff

from .samples import PDF, make_document, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with running_bucket(tmp_path_factory.mktemp("bucket") / "log.txt") as address:
        yield address


@pytest.fixture
def bucket(address, settings):
    """Empty, and where the portal puts its files."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "portal.media.bucket.Bucket", "OPTIONS": {"url": address}}
    }
    yield default_storage
    default_storage.bucket.objects.all().delete()


def test_photo_and_its_renditions_are_served_from_the_bucket(
    bucket, client, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        photo = make_photo()

    photo.refresh_from_db()
    assert photo.rendition_widths == [480, 800]
    assert len(bucket.listdir("photos")[1]) == 7
    for address in (photo.image.url, photo.rendition_url(480, "avif")):
        response = client.get(address)
        assert len(response.getvalue()) == int(response.headers["Content-Length"]) > 0


def test_deleted_photo_takes_its_files_out_of_the_bucket(bucket, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        photo = make_photo()
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()

    assert bucket.listdir("photos")[1] == []


def test_private_document_is_given_to_staff_alone(bucket, client):
    address = make_document().get_absolute_url()

    assert client.get(address).status_code == 404
    client.force_login(make_staff())
    assert client.get(address).getvalue() == PDF


def test_nobody_reads_the_bucket_past_the_portal(bucket, address):
    document = make_document(is_public=True)
    parts = urlsplit(address)

    with pytest.raises(HTTPError, match="403"):
        urlopen(f"http://127.0.0.1:{parts.port}{parts.path}/{document.file.name}")


def test_requests_are_signed_with_the_key_of_the_portal(address):
    secret = urlsplit(address).password
    stranger = Bucket(address.replace(f":{secret}@", ":guess@"))

    with strict(address):
        name = Bucket(address).save("photos/a.jpg", ContentFile(b"-"))
        with Bucket(address).open(name) as file:
            assert file.read() == b"-"
        with pytest.raises(ClientError, match="Forbidden"):
            stranger.open(name)


def test_archive_takes_the_files_of_the_bucket_along(bucket):
    document = make_document()

    with TemporaryFile() as file:
        pack(file)
        assert zipfile.ZipFile(file).read(f"media/{document.file.name}") == PDF


def test_release_of_open_data_lies_in_the_bucket(bucket, client):
    made, _is_new = release()

    assert len(client.get(f"/data/releases/{made.version}.zip").getvalue()) == made.size


def test_missing_file_is_a_page_not_found(bucket, client):
    document = make_document(is_public=True)
    bucket.delete(document.file.name)

    assert client.get(document.get_absolute_url()).status_code == 404


def test_a_name_that_is_taken_keeps_its_file(bucket):
    bucket.save("documents/a.pdf", ContentFile(b"first"))

    assert bucket.save("documents/a.pdf", ContentFile(b"second")) != "documents/a.pdf"
    with bucket.open("documents/a.pdf") as file:
        assert file.read() == b"first"


@pytest.mark.parametrize(
    "url", ["media", "s3://key@host/media", "s3://key:secret@host/", "ftp://key:secret@host/media"]
)
def test_address_that_lacks_a_part_is_refused_with_an_example(url):
    with pytest.raises(ImproperlyConfigured, match="s3://key:secret@host/bucket"):
        Bucket(url)


def test_backup_expects_that_the_storage_refuses(address, settings):
    elsewhere = {"BACKEND": "portal.media.bucket.Bucket", "OPTIONS": {"url": address.replace("/media?", "/nowhere?")}}
    settings.STORAGES = settings.STORAGES | {"default": elsewhere}

    with pytest.raises(FAILURES, match="NoSuchBucket"):
        list(stored_files())


@pytest.mark.parametrize("ask", ["open", "exists", "listdir", "delete"])
def test_storage_that_is_away_fails_as_files_do(ask):
    nobody = Bucket("s3+http://key:secret@127.0.0.1:1/media")

    with pytest.raises(ConnectionError, match="does not answer"):
        getattr(nobody, ask)("photos/a.jpg")
