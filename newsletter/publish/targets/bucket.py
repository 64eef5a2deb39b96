"""The site in an S3-compatible bucket. boto3 (the extra `s3`) finds its credentials by itself."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsletter.problems import NewsletterError
from newsletter.publish.targets.contract import Deployed, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsletter.destinations import BucketSite

MANIFEST = ".newsletter-site.json"  # what we put there: nothing else is ever removed
_TYPES = {".xml": "application/xml", ".json": "application/json", ".webmanifest": "application/manifest+json"}
_FEEDS = {"feed.xml": "application/atom+xml", "feed.json": "application/feed+json"}


@dataclass(frozen=True, slots=True)
class BucketTarget:
    """Deploys file by file: what others point at first, what points at others next, what is gone last."""

    settings: BucketSite

    def deploy(self, site: Path, *, dry_run: bool = False) -> Deployed:
        """Make the folder in the bucket hold the site. Each object changes at once, the whole does not."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return self._deploy(site, dry_run=dry_run)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "an error")
            message = f"The bucket `{self.settings.bucket}` answered {code}."
        except BotoCoreError as error:
            message = f"The bucket `{self.settings.bucket}` cannot be used: {type(error).__name__}."
        hint = "Look at the bucket's name, the endpoint, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        raise NewsletterError.of("site.bucket", message, hint)

    def _deploy(self, site: Path, *, dry_run: bool) -> Deployed:
        client = self._client()
        there = self._listed(client)
        new = {name: _digest((site / name).read_bytes()) for name in names_of(site)}
        changed = tuple(name for name, digest in new.items() if there.get(name) != digest)
        removed = tuple(sorted((self._ours(client) if MANIFEST in there else set()) - new.keys()))
        if not dry_run and (changed or removed or MANIFEST not in there):
            # The manifest names old and new files before the first of them changes: a deployment that
            # dies on its way leaves nothing behind that the next one would not know.
            self._note(client, {*new, *removed})
            for name in changed:
                self._put(client, name, (site / name).read_bytes())
            for name in removed:
                client.delete_object(Bucket=self.settings.bucket, Key=self._key(name))
            self._note(client, new)
        where = f"s3://{self.settings.bucket}/{self._key('')}"
        return Deployed(target="s3", where=where, version="", changed=changed, removed=removed)

    def _client(self) -> Any:  # noqa: ANN401  boto3 makes its clients' classes at run time
        try:
            import boto3
        except ImportError as error:
            hint = "Install the extra: `pip install newsletter-desk[s3]`."
            raise NewsletterError.of("site.bucket", "boto3 is not installed.", hint) from error
        return boto3.client("s3", endpoint_url=self.settings.endpoint, region_name=self.settings.region)

    def _key(self, name: str) -> str:
        prefix = self.settings.prefix.strip("/")
        return f"{prefix}/{name}" if prefix else name

    def _listed(self, client: Any) -> dict[str, str]:  # noqa: ANN401  the same
        """Give name and MD5 of what is there: the ETag, which of objects encrypted by a key is something else."""
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.settings.bucket, Prefix=self._key(""))
        objects = [entry for page in pages for entry in page.get("Contents", ())]
        return {entry["Key"].removeprefix(self._key("")): entry["ETag"].strip('"') for entry in objects}

    def _ours(self, client: Any) -> set[str]:  # noqa: ANN401  the same
        found = client.get_object(Bucket=self.settings.bucket, Key=self._key(MANIFEST))
        return {str(name) for name in json.loads(found["Body"].read())["files"]}

    def _note(self, client: Any, names: Iterable[str]) -> None:  # noqa: ANN401  the same
        self._put(client, MANIFEST, json.dumps({"files": sorted(names)}, ensure_ascii=False).encode())

    def _put(self, client: Any, name: str, data: bytes) -> None:  # noqa: ANN401  the same
        client.put_object(
            Bucket=self.settings.bucket,
            Key=self._key(name),
            Body=data,
            ContentType=content_type(name),
            CacheControl="public, max-age=300",
        )


def _digest(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def content_type(name: str) -> str:
    """Say what a file is, for browsers and feed readers; text is UTF-8."""
    suffix = name[name.rfind(".") :] if "." in name else ""
    kind = _FEEDS.get(name) or _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or "xml" in kind or "json" in kind else kind
