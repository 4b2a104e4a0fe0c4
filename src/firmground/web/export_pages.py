"""The page of exports: formats and layers to choose from, and the file that is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act, GrantOf, Role
from firmground.actions.actor import Actor
from firmground.actions.export_operation import export_operation
from firmground.errors import ReportUnreadable
from firmground.export.formats import FORMATS, Format
from firmground.export.rows import Asked, Export, only
from firmground.export.workbook import workbook
from firmground.records.kinds import KINDS
from firmground.web.asking import Asking, asks
from firmground.web.words import kind_words

_TYPES = {
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@asks(Act.SEE_PUBLISHED, section="export")
def export_page(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show what can be taken away on this day, as known on this day, by the person who asks."""
    _asked, made = _made(asking, asking.actor)
    layers = [{"name": layer.name, "word": _layer_words(layer.name), "rows": len(layer.rows)} for layer in made.layers]
    titles = _titles()
    context = {
        "formats": [(name, titles[name]) for name in FORMATS],
        "layers": layers,
        "is_staff": asking.may(Act.SEE_STAFF),
    }
    return render(request, "export.html", context)


@asks(Act.SEE_PUBLISHED, section="export")
def export_file(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Send an export as one file; without words in the address all layers as a GeoPackage."""
    form = _format(request.GET.get("format", "gpkg"))
    asked, made = _made(asking, _viewer(asking) if form.is_public_only else asking.actor)
    known = {layer.name for layer in made.layers}
    wanted = request.GET.getlist("layer")
    if form.is_public_only:  # what was chosen among the staff's layers may not be there
        wanted = [name for name in wanted if name in known]
    content = _content(form, only(made, wanted), asked)
    ending = form.ending or "zip"
    response = HttpResponse(content, content_type=_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{_filename(asking, form, ending)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _content(form: Format, made: Export, asked: Asked) -> bytes:
    if form.name == "xlsx":
        return workbook(made, asked.known_at, is_rtl=get_language_bidi())
    return form.packed(made, asked.known_at)


def _made(asking: Asking, actor: Actor) -> tuple[Asked, Export]:
    return export_operation(
        asking.office, actor, asking.operation, on_day=asking.on_day, as_known_on=asking.as_known_on
    )


def _viewer(asking: Asking) -> Actor:
    return Actor(asking.actor.number, (GrantOf(Role.VIEWER, asking.operation.id),))


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise ReportUnreadable(
            _("The address says format=%(said)s. Formats are: %(known)s.") % {"said": name, "known": ", ".join(FORMATS)}
        )
    return FORMATS[name]


def _filename(asking: Asking, form: Format, ending: str) -> str:
    def plain(day: date | None) -> str:
        return f"-known-{day.isoformat()}" if day else ""

    what = "" if form.ending else f"-{form.name}"
    return f"{asking.operation.number}-{asking.on_day.isoformat()}{plain(asking.as_known_on)}{what}.{ending}"


def _titles() -> dict[str, Any]:
    return {
        "gpkg": _("GeoPackage, with the map's colours in QGIS"),
        "geojson": _("GeoJSON, a file for each layer"),
        "shp": _("Shapefile, with a table of its shortened names"),
        "kml": _("KML, with the map's colours"),
        "fgb": _("FlatGeobuf, a file for each layer"),
        "csv": _("CSV, a file for each layer"),
        "hxl": _("CSV with HXL tags"),
        "xlsx": _("Excel workbook"),
        "pmtiles": _("PMTiles of the public layers"),
    }


def _layer_words(name: str) -> str:
    if name in KINDS:
        return kind_words(name)
    return {
        "status_cautious": _("Status of ground, with what is reported and not yet approved"),
        "status_official": _("Status of ground, approved records only"),
        "hazards_not_mapped": _("Hazards without a polygon, as circles"),
        "activity": _("Ground checked: activity, it releases nothing"),
        "released": _("Released ground with accepted control"),
        "danger": _("Cells to keep out of"),
    }[name]
