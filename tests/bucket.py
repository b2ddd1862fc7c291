"""An object storage that speaks S3, in a process of its own (moto).

It refuses unsigned requests for what is private; whether signatures are right it checks inside ``strict`` only, since
it reckons those of listings wrongly. It keeps all in memory and answers at once: how a storage fails it does not show.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import boto3
from botocore.exceptions import BotoCoreError

from tests.servers import Server, free_port

REGION = "eu-central-1"
ALL_OF_S3 = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'


@contextmanager
def running_bucket(log: Path) -> Iterator[str]:
    """An empty private bucket; gives its MEDIA_STORAGE_URL, and ends with the block.

    Raises RuntimeError, with what the server said, where it does not come up within a minute.
    """
    server = start_storage(log)
    try:
        yield make_bucket(server)
    finally:
        server.stop(signal.SIGTERM)


def start_storage(log: Path) -> Server:
    """The server, without a bucket; it keeps what it holds until it is stopped."""
    port = free_port()
    return Server([Path(sys.executable).with_name("moto_server"), "-p", str(port)], port, log)


def make_bucket(server) -> str:
    """Makes the bucket on a server that holds nothing; gives its MEDIA_STORAGE_URL."""
    address = f"http://127.0.0.1:{server.port}"
    try:
        key, secret = _make_key(address)
        s3 = boto3.client(
            "s3", endpoint_url=address, region_name=REGION, aws_access_key_id=key, aws_secret_access_key=secret
        )
        s3.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": REGION})
    except BotoCoreError as error:
        raise RuntimeError(server.log.read_text()) from error
    return f"s3+http://{key}:{quote(secret, safe='')}@127.0.0.1:{server.port}/media?region={REGION}"


def _make_key(address):
    iam = boto3.client(
        "iam", endpoint_url=address, region_name=REGION, aws_access_key_id="nobody", aws_secret_access_key="nothing"
    )
    iam.create_user(UserName="portal")
    iam.put_user_policy(UserName="portal", PolicyName="media", PolicyDocument=ALL_OF_S3)
    key = iam.create_access_key(UserName="portal")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


@contextmanager
def strict(url: str) -> Iterator[None]:
    """The server checks who signed each request, and what the key allows, until the block ends."""
    _check_after(url, b"0")
    try:
        yield
    finally:
        _check_after(url, b"inf")


def _check_after(url, calls):
    address = f"http://127.0.0.1:{urlsplit(url).port}/moto-api/reset-auth"
    urlopen(Request(address, data=calls, headers={"Content-Type": "text/plain"})).close()
