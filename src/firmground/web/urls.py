"""Every address of the application: one list. Each view of an operation's page declares the act that it needs."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from firmground.web import bulletin_pages, figures_pages, map_pages, operation, timeline

urlpatterns = [
    # Outside of an operation
    path("", operation.operations, name="operations"),
    path("language", set_language, name="set_language"),
    # The operation
    path("<slug:number>/", operation.operation, name="operation"),
    # Map
    path("<slug:number>/map", map_pages.map_page, name="map"),
    path("<slug:number>/map/layers/<slug:layer>.geojson", map_pages.layer, name="map-layer"),
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
    # Inbox
    # Import
    # Bulletins
    path("<slug:number>/bulletins", bulletin_pages.bulletins, name="bulletins"),
    path("<slug:number>/bulletins/<str:day>.pdf", bulletin_pages.bulletin_pdf, name="bulletin-pdf"),
    path("<slug:number>/bulletins/<str:day>", bulletin_pages.bulletin, name="bulletin"),
]
