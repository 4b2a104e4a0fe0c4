"""A small site that shows every part of the visual language, for the tests of it and for looking.

    .venv/bin/python tests/web/look_site.py 8055

It has the real templates, stylesheet and scripts and the strict content policy of the product, and invented data.
"""

import datetime as dt
import json
import math
import sys
from pathlib import Path

import django
import numpy as np
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import include, path

from firmground.geometry.formats import from_geojson
from firmground.geometry.nearby import Nearby
from firmground.geometry.tiles import Tile
from firmground.geometry.vector_tiles import Drawn, encoded

HERE = Path(__file__).resolve().parent
WEB = HERE.parents[1] / "src/firmground/web"
POLICY = "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'"
TODAY = dt.date(2017, 11, 14)
STATUSES = {
    "surveyed": "Surveyed, no evidence",
    "sha": "Suspected (SHA)",
    "cha": "Confirmed (CHA)",
    "restricted": "Restricted",
    "cancelled": "Cancelled",
    "reduced": "Reduced",
    "cleared": "Cleared",
}


def content_policy(get_response):
    def middleware(request):
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware


def configure():
    settings.configure(
        DEBUG=False,
        SECRET_KEY="look-site",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.messages", "django.contrib.staticfiles"],
        STATIC_URL="/static/",
        USE_I18N=True,
        FORMAT_MODULE_PATH=["firmground.web.formats"],
        LANGUAGE_CODE="en",
        LANGUAGES=[("en", "English"), ("ar", "العربية")],
        LOCALE_PATHS=[WEB / "locale"],
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        MIDDLEWARE=[
            f"{__name__}.content_policy",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [WEB / "templates", HERE / "templates"],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )
    django.setup()


def frame(request, section):
    asked, known = request.GET.get("on_day"), request.GET.get("as_known_on")
    on_day = dt.date.fromisoformat(asked) if asked else None
    as_known_on = dt.date.fromisoformat(known) if known else None
    operation = {"number": "OP-01", "name": "Deir ez-Zor 2017", "is_reconstruction": True}
    return {
        "operation": operation,
        "operations": [operation, {"number": "OP-02", "name": "Invented sector"}],
        "clocks": {
            "on_day": on_day,
            "as_known_on": as_known_on,
            "today": TODAY,
            "at_rest": not on_day and not as_known_on,
            "words": f"Shown as on {on_day or TODAY}, as known on {as_known_on or 'now'}.",
        },
        "person": {"name": "Officer One", "role_words": "Information officer, OP-01"},
        "inbox_count": 12,
        "section": section,
    }


def legend():
    areas = [812.4, 96.2, 41.7, 3.1, 120.0, 64.4, 210.9]
    rows = [
        {"key": key, "word": word, "area_ha": area, "change_ha": change}
        for (key, word), area, change in zip(STATUSES.items(), areas, [0, -4.2, 0.6, 0, 0, 0, 3.6], strict=True)
    ]
    rows[-1]["accepted"] = True
    rows.append({"key": "activity", "word": "Worked or checked", "area_ha": 1238.0, "change_ha": 26.3})
    rows.append({"key": "concealed", "word": "Danger here: keep out, ask the centre", "area_ha": None})
    return {
        "rows": rows,
        "roads": [
            {"key": "checked", "word": "Road checked (opens nothing)", "length_km": 246.0, "change_km": 3.2},
            {"key": "closed", "word": "Road closed", "length_km": 1.1, "change_km": None},
        ],
        "total_ha": 1348.7,
        "unmapped": 2,
        "fold_words": "official",
        "change_words": "since yesterday",
    }


def days():
    first = dt.date(2017, 9, 29)
    running, made = 0.0, []
    for index in range(47):
        value = 3.0 if index == 0 else 20 + 12 * math.sin(index / 4) + index % 5
        running += value
        made.append(
            {"day": (first + dt.timedelta(index)).isoformat(), "value": round(value, 1), "running": round(running, 1)}
        )
    return made


def figures():
    common = {
        "scope": "Deir ez-Zor, both organisations",
        "day_words": "on 14 November 2017",
        "known_words": "as known now",
    }
    rows = [
        ("area", "Area checked", 1238.0, 1, "ha", 26.3),
        ("roads", "Roads checked", 246.0, 1, "km", 0.0),
        ("buildings", "Buildings checked", 1868, 0, "", 14),
        ("items", "Explosive objects destroyed", 44783, 0, "", -120),
        ("open", "Open confirmed hazard areas", None, 0, "", None),
    ]
    return [
        {
            "key": key,
            "url": "/figures/",
            "name": name,
            "value": value,
            "decimals": places,
            "unit": unit,
            "delta": delta,
            "delta_words": "since yesterday",
            "records": 1 if key == "open" else 517,
            **common,
        }
        for key, name, value, places, unit, delta in rows
    ]


def operation_page(request, number):
    messages.success(request, "12 rows entered, 3 held. The import can be withdrawn as a whole.")
    table = {
        "caption": "Entries behind this figure",
        "file": "evidence",
        "columns": [{"label": "Number"}, {"label": "Day"}, {"label": "Area, ha", "is_number": True}, {"label": "Team"}],
        "rows": [
            [
                {"text": f"HA-{index:04d}", "url": "/entry/"},
                {"text": f"{index} Nov 2017", "value": f"2017-11-{index:02d}"},
                {"text": f"{index * 1.7:.1f}", "value": index * 1.7, "is_number": True},
                {"text": "=TEAM" if index == 3 else f"Team {index % 4}"},
            ]
            for index in range(1, 11)
        ],
    }
    context = frame(request, "operation") | {
        "figures": figures(),
        "chart": {
            "id": "curve",
            "title": "Area checked, by day and running",
            "unit": "ha",
            "decimals": 1,
            "day_label": "By day",
            "running_label": "Running total",
            "points": days(),
            "marks": [{"day": "2017-11-03", "word": "Liberation"}],
        },
        "table": table,
        "bars": {
            "title": "Reported sum against official",
            "reported": 1421.6,
            "official": 1238.0,
            "double": 183.6,
            "decimals": 1,
            "unit": "ha",
            "official_share": 87.1,
            "double_share": 12.9,
            "words": "Two organisations reported the same ground on 61 days of work.",
        },
        "findings": [
            {
                "weight": "stops",
                "words": "The area stated is far from the area drawn.",
                "row": 14,
                "field": "stated_area_m2",
                "said": "12,000",
                "expected": "within 20 % of 8,214",
            },
            {
                "weight": "asks",
                "words": "The hazard is dated before a release of the same ground.",
                "row": 15,
                "field": "true_from",
                "said": "2017-10-01",
                "expected": "a person's answer",
            },
            {
                "weight": "notes",
                "words": "The depth is not stated; accepted by the office.",
                "row": 16,
                "field": "depth_cm",
                "said": "",
                "expected": "a depth or agreed parameters",
            },
        ],
        "items": [
            {
                "url": "/entry/",
                "day": dt.date(2017, 11, 14),
                "title": "HA-0412 cleared",
                "words": "Method manual, depth 20 cm.",
                "who": "Organisation A",
                "recorded_at": dt.date(2017, 11, 15),
                "status": {"key": "cleared", "word": "Cleared", "accepted": True},
            },
            {
                "url": "/entry/",
                "day": dt.date(2017, 10, 3),
                "title": "HA-0412 confirmed",
                "who": "Organisation A",
                "recorded_at": dt.date(2017, 10, 4),
                "status": {"key": "cha", "word": "Confirmed (CHA)", "reopened": True},
                "is_correction": True,
            },
            {
                "url": "/entry/",
                "day": dt.date(2017, 10, 1),
                "title": "HA-0412 suspected",
                "who": "Organisation B",
                "is_withdrawn": True,
            },
        ],
        "progress": {"words": "Reading bih_suspected.geojson", "done": 4021, "total": 11068, "finished": True},
        "empty": {
            "words": "No bulletin has been made for this day.",
            "next_words": "Make the bulletin",
            "next_url": "/bulletins/",
        },
        "refused": {
            "title": "This file could not be read",
            "words": "areas.csv names column AREA_HA, which is not in the file.",
            "next_words": "Choose the column in the mapping",
            "next_url": "/import/",
            "code": "intake.report-unreadable",
        },
        "decision": {
            "url": "/decide/",
            "words": "Approve 12 entries of batch 7. They then count in figures and releases.",
            "ids": ["1", "2"],
            "choices": [{"value": "approved", "word": "Approve"}, {"value": "returned", "word": "Return"}],
        },
        "statuses": legend()["rows"],
    }
    return TemplateResponse(request, "look_parts.html", context)


def map_page(request, number):
    context = frame(request, "map") | {
        "legend": legend(),
        "map": {
            "bounds": "40.10,35.31,40.19,35.36",
            "on_day": (context_day := request.GET.get("on_day") or TODAY.isoformat()),
            "ground_url": "/data/tiles/ground/{z}/{x}/{y}",
            "activity_url": "/data/tiles/activity/{z}/{x}/{y}",
            "reports_url": "/data/tiles/reports/{z}/{x}/{y}",
            "boundary_url": "/data/boundary",
            "concealed_url": "/data/tiles/concealed/{z}/{x}/{y}",
            "roads_url": "/data/tiles/roads/{z}/{x}/{y}",
            "points_url": "/data/tiles/points/{z}/{x}/{y}",
            "legend_url": f"/legend?as_of={context_day}",
            "spot_url": "/spot?lon={lon}&lat={lat}",
            "search_url": "/places",
            "days": days(),
            "days_label": "ha",
        },
    }
    return TemplateResponse(request, "look_map.html", context)


def square(lon, lat, size, **properties):
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size * 0.8], [lon, lat + size * 0.8], [lon, lat]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def data(request, name):
    day = dt.date.fromisoformat(request.GET.get("on_day", TODAY.isoformat()))
    if request.GET.get("fail") or request.COOKIES.get("fail") == name:
        return HttpResponse(status=503)
    made = {name: [] for name in ("ground", "activity", "concealed", "roads", "points", "reports", "boundary")}
    for index, status in enumerate(STATUSES):
        made["ground"].append(
            square(40.115 + 0.01 * index, 35.325, 0.008, status=status, accepted=False, reopened=status == "sha")
        )
    made["ground"].append(square(40.115, 35.335, 0.008, status="cleared", accepted=True))
    made["ground"].append(square(40.125, 35.335, 0.008, status="reduced", accepted=True))
    made["ground"].append(square(40.135, 35.335, 0.008, status="cha", reopened=True))
    for index in range(min((day - dt.date(2017, 9, 29)).days + 1, 47)):
        made["reports"].append(
            square(40.15 + 0.002 * (index % 8), 35.335 + 0.002 * (index // 8), 0.003, number=f"AW-{index}")
        )
    made["activity"] = [square(40.15, 35.335, 0.018, of_day=False), square(40.162, 35.345, 0.003, of_day=True)]
    made["boundary"] = [square(40.112, 35.318, 0.08)]
    made["concealed"].append(square(40.115, 35.345, 0.012))
    line = {"type": "LineString", "coordinates": [[40.11, 35.32], [40.15, 35.322], [40.18, 35.318]]}
    made["roads"].append({"type": "Feature", "properties": {"state": "checked"}, "geometry": line})
    closed = {"type": "LineString", "coordinates": [[40.18, 35.318], [40.188, 35.33]]}
    made["roads"].append({"type": "Feature", "properties": {"state": "closed"}, "geometry": closed})
    point = {"type": "Point", "coordinates": [40.14, 35.349]}
    made["points"].append({"type": "Feature", "properties": {"status": "sha", "number": "HA-0099"}, "geometry": point})
    return JsonResponse({"type": "FeatureCollection", "features": made[name]})


def tile(request, name, zoom, x, y):
    answer = data(request, name)
    if answer.status_code != 200:
        return answer
    features = json.loads(answer.content)["features"]
    shapes = Nearby([from_geojson(one["geometry"]) for one in features])
    wanted = Tile(zoom, x, y)
    drawn = [
        Drawn(shapes.seen_in(wanted, np.array([index]), kept=True), one["properties"])
        for index, one in enumerate(features)
    ]
    return HttpResponse(encoded({name: drawn}), content_type="application/vnd.mapbox-vector-tile")


def legend_part(request):
    return TemplateResponse(request, "components/legend.html", {"legend": legend()})


def spot(request):
    return TemplateResponse(
        request,
        "look_spot.html",
        {
            "lon": request.GET["lon"],
            "lat": request.GET["lat"],
            "on_day": request.GET.get("on_day"),
            "items": [
                {
                    "url": "/entry/",
                    "day": dt.date(2017, 11, 14),
                    "title": "HA-0412 cleared",
                    "who": "Organisation A",
                    "status": {"key": "cleared", "word": "Cleared"},
                }
            ],
        },
    )


def places(request):
    known = [{"label": "Al-Qusur", "lon": 40.13, "lat": 35.33}, {"label": "Al-Jura", "lon": 40.11, "lat": 35.34}]
    return JsonResponse([each for each in known if request.GET["q"].lower() in each["label"].lower()], safe=False)


def plain(request, number=""):
    return TemplateResponse(request, "look_plain.html", frame(request, "figures") if number else {"person": None})


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("data/<name>", data),
    path("data/tiles/<name>/<int:zoom>/<int:x>/<int:y>", tile),
    path("legend", legend_part),
    path("spot", spot),
    path("places", places),
    path("", plain, name="operations"),
    path("sign-in", plain, name="sign-in"),
    path("sign-out", plain, name="sign-out"),
    path("o/<number>/map", map_page, name="map"),
    path("o/<number>/", operation_page, name="operation"),
    *[
        path(f"o/<number>/{name}", plain, name=name)
        for name in ("timeline", "inbox", "import", "figures", "bulletins", "people")
    ],
]


def application():
    from django.core.wsgi import get_wsgi_application
    from whitenoise import WhiteNoise

    return WhiteNoise(
        get_wsgi_application(),
        root=WEB / "static",
        prefix="static/",
        mimetypes={".mjs": "text/javascript"},
        autorefresh=True,
    )


if __name__ == "__main__":
    import waitress

    sys.modules["look_site"] = sys.modules["__main__"]
    configure()
    waitress.serve(application(), listen=f"127.0.0.1:{sys.argv[1]}", threads=8)
