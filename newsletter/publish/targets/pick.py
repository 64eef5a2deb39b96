"""The place for the site that newsletter.toml names."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from newsletter.destinations import BranchSite, BucketSite, FolderSite, RsyncSite
from newsletter.publish.git import Repository
from newsletter.publish.targets.branch import BranchTarget
from newsletter.publish.targets.bucket import BucketTarget
from newsletter.publish.targets.folder import FolderTarget
from newsletter.publish.targets.rsync import RsyncTarget

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from newsletter.publish.targets.contract import Target

Settings: TypeAlias = FolderSite | RsyncSite | BranchSite | BucketSite


def target(settings: Settings, newsletter: Path, environ: Mapping[str, str]) -> Target:
    """Make the target for a place's settings. `newsletter` is the folder that paths are relative to."""
    match settings:
        case FolderSite():
            return FolderTarget(settings, newsletter)
        case RsyncSite():
            return RsyncTarget(settings)
        case BranchSite():
            return BranchTarget(settings, Repository(newsletter, settings.remote, environ))
        case BucketSite():
            return BucketTarget(settings)
