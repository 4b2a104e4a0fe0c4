"""Every address of the application: one list. Each view of an operation's page declares the act that it needs."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from firmground.web import (
    accounts_pages,
    bulletin_pages,
    entries,
    export_pages,
    field_key_pages,
    figures_pages,
    form_pages,
    import_pages,
    inbox,
    inbox_undo,
    map_pages,
    map_tiles,
    openrosa,
    operation,
    timeline,
)

urlpatterns = [
    # Outside of an operation
    path("", operation.operations, name="operations"),
    path("language", set_language, name="set_language"),
    path("sign-in", accounts_pages.sign_in, name="sign-in"),
    path("sign-out", accounts_pages.sign_out, name="sign-out"),
    # The operation
    path("<slug:number>/", operation.operation, name="operation"),
    # Map
    path("<slug:number>/map", map_pages.map_page, name="map"),
    path("<slug:number>/map/layers/<slug:layer>.geojson", map_pages.layer, name="map-layer"),
    path("<slug:number>/map/tiles/<slug:layer>/<int:zoom>/<int:x>/<int:y>.mvt", map_tiles.tile, name="map-tile"),
    path("<slug:number>/map/legend", map_pages.legend, name="map-legend"),
    path("<slug:number>/map/spot", map_pages.spot, name="spot"),
    path("<slug:number>/map/search", map_pages.search, name="map-search"),
    # Figures
    path("<slug:number>/figures", figures_pages.figures, name="figures"),
    path("<slug:number>/figures/<slug:name>", figures_pages.figure, name="figure"),
    path("<slug:number>/figures/<slug:name>/history", figures_pages.figure_history, name="figure-history"),
    path("<slug:number>/figures/<slug:name>.csv", figures_pages.figure_csv, name="figure-csv"),
    path("<slug:number>/figures/<slug:name>.geojson", figures_pages.figure_geojson, name="figure-geojson"),
    # Timeline
    path("<slug:number>/timeline", timeline.timeline, name="timeline"),
    # Entries
    path("<slug:number>/entries/<str:entry_id>", entries.entry, name="entry"),
    path("<slug:number>/entries/<str:entry_id>/correct", entries.correct, name="entry-correct"),
    # Inbox
    path("<slug:number>/inbox", inbox.inbox, name="inbox"),
    path("<slug:number>/inbox/<str:submission>/<int:position>", inbox.inbox_row, name="inbox-row"),
    path("<slug:number>/inbox/undo", inbox_undo.inbox_undo, name="inbox-undo"),
    path("<slug:number>/inbox/<slug:key>", inbox.inbox_item, name="inbox-item"),
    # Import
    path("<slug:number>/import", import_pages.imports, name="import"),
    path("<slug:number>/import/<str:submission>", import_pages.submission, name="submission"),
    path("<slug:number>/import/<str:submission>/file", import_pages.submission_file, name="submission-file"),
    path("<slug:number>/import/<str:submission>/files/<int:place>", import_pages.filling_file, name="filling-file"),
    path("<slug:number>/import/<str:submission>/held.csv", import_pages.submission_held, name="submission-held"),
    path(
        "<slug:number>/import/<str:submission>/progress",
        import_pages.submission_progress,
        name="submission-progress",
    ),
    # Forms
    path("<slug:number>/forms", form_pages.forms, name="forms"),
    path("<slug:number>/forms/<slug:form_id>.xlsx", form_pages.form_file, name="form-file"),
    # Phones: the addresses that a key opens
    path("key/<str:token>/", openrosa.form_list, name="openrosa"),
    path("key/<str:token>/formList", openrosa.form_list, name="openrosa-list"),
    path("key/<str:token>/forms/<slug:form_id>.xml", openrosa.form, name="openrosa-form"),
    path("key/<str:token>/submission", openrosa.submission, name="openrosa-submission"),
    path("<slug:number>/field-keys", field_key_pages.field_keys, name="field-keys"),
    # People
    path("<slug:number>/people", accounts_pages.people, name="people"),
    # Export
    path("<slug:number>/export", export_pages.export_page, name="export"),
    path("<slug:number>/export/file", export_pages.export_file, name="export-file"),
    # Bulletins
    path("<slug:number>/bulletins", bulletin_pages.bulletins, name="bulletins"),
    path("<slug:number>/bulletins/<str:day>.pdf", bulletin_pages.bulletin_pdf, name="bulletin-pdf"),
    path("<slug:number>/bulletins/<str:day>", bulletin_pages.bulletin, name="bulletin"),
]
