"""Fillings: what one filling of a form sent, and the files that came with it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """One filling of a form, as it is kept beside its submission.

    Attributes:
        operation: Id of the operation.
        instance_id: Id of the filling, made by the app that it was filled in; unique in the operation.
        deprecated_id: Id of the filling that this one edits, or empty.
        form_id: Id of the form.
        form_version: Version of the form that was filled, or empty.
        digest: SHA-256 of the answers as they came, hex: the same filling sent again has the same.
        submission: Id of the submission that holds the answers, without the personal ones.
        personal: Reference of the personal answers in the encrypted store, or empty.
        trouble: Why the answers could not be read into records, or empty.
        files: Salted references in the content store, by file name.
    """

    operation: str
    instance_id: str
    form_id: str
    digest: str
    submission: str
    deprecated_id: str = ""
    form_version: str = ""
    personal: str = ""
    trouble: str = ""
    files: Mapping[str, str] = {}
