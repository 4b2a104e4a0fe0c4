"""Other names of fields, as reporters write them in English, French, Spanish and Arabic, and names of units.

A new alias is one word more in one line. Names are compared in plain form: no case, accents, spaces or marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ALIASES: Mapping[str, Sequence[str]] = {
    "number": (
        *(
            "no",
            "nr",
            "id",
            "code",
            "ha code",
            "hazard id",
            "reference",
            "ref",
            "local id",
            "identifiant",
            "numéro",
            "código",
        ),
        *("identificador", "número", "رقم", "رمز", "الرقم", "الرمز"),
    ),
    "place": (
        *("pcode", "p-code", "admin4 pcode", "community", "settlement", "village", "municipality code", "lieu"),
        *("localité", "village", "commune", "codigodanemunicipio", "código municipio", "vereda", "municipio", "lugar"),
        *("المكان", "القرية", "التجمع", "البلدة", "رمز المكان"),
    ),
    "organisation": (
        *("who", "organization", "operator", "implementing partner", "agency", "org", "organisme", "opérateur"),
        *("organización", "operador", "organizacion", "المنظمة", "الجهة", "المنفذ"),
    ),
    "true_from": (
        *("date", "start date", "start", "from", "report date", "survey date", "date of activity", "day", "completed"),
        *("date début", "date de début", "fecha", "fecha inicio", "fecha de inicio", "التاريخ", "تاريخ", "تاريخ البدء"),
    ),
    "true_until": (
        *("end date", "end", "until", "to", "date fin", "date de fin", "fecha fin", "fecha final", "تاريخ الانتهاء"),
    ),
    "lon": ("longitude", "long", "lng", "x", "x coord", "longitud", "خط الطول", "الطول"),
    "lat": ("latitude", "y", "y coord", "latitud", "خط العرض", "العرض"),
    "wkt": ("geometry", "geom", "the_geom", "polygon", "shape", "géométrie", "geometría", "المضلع"),
    "stated_area_m2": (
        *("area", "area size", "size", "surface", "superficie", "área", "areadespejada", "área despejada"),
        *("cleared area", "estimated area", "المساحة", "مساحة"),
    ),
    "status": ("hazard status", "class", "classification", "type area", "statut", "estado", "الحالة", "التصنيف"),
    "product": ("land release product", "release type", "produit", "producto", "type area", "نوع الإفراج"),
    "method": ("clearance method", "méthode", "método", "الطريقة", "الأسلوب"),
    "depth_cm": ("depth", "clearance depth", "profondeur", "profundidad", "العمق"),
    "category": (
        *("what", "ordnance category", "device category", "device type", "ammunition type", "catégorie", "categoría"),
        *("الفئة", "نوع الذخيرة"),
    ),
    "quantity": (
        *("qty", "count", "number of items", "items", "amount", "quantité", "nombre", "cantidad", "العدد", "الكمية"),
    ),
    "event": ("fact", "action", "found or destroyed", "événement", "evento", "الحدث"),
    "model": ("device model", "ammunition model", "modèle", "modelo", "الطراز"),
    "contamination": ("contamination type", "threat", "type of contamination", "menace", "amenaza", "نوع التلوث"),
    "source_map": ("map sheet", "file id", "source", "source report", "carte", "mapa", "الخريطة"),
    "name": ("hazard name", "area name", "name en", "unit name", "nom", "nombre", "الاسم"),
    "code": ("unit code", "admin code", "unit pcode", "code unité", "código unidad", "رمز الوحدة الإدارية"),
    "level": ("admin level", "adm level", "niveau", "nivel", "المستوى الإداري", "المستوى"),
    "local_name": ("name ar", "name local", "local name", "nom local", "nombre local", "الاسم المحلي"),
    "version": ("edition", "gazetteer version", "versión", "édition", "الإصدار"),
    "parent": ("parent code", "parent pcode", "code parent", "código superior", "رمز الوحدة الأعلى"),
    "team": ("team name", "équipe", "equipo", "الفريق"),
    "task": ("task id", "task order", "tâche", "tarea", "المهمة"),
    "sector": ("secteur", "القطاع"),
    "road": ("road name", "route", "carretera", "vía", "الطريق"),
    "width_m": ("width", "largeur", "ancho", "العرض بالمتر"),
    "stated_length_m": ("length", "longueur", "longitud vía", "الطول بالمتر"),
    "people": ("personnel", "staff", "deminers", "personnes", "personas", "الأفراد"),
    "machines": ("vehicles", "equipment", "véhicules", "máquinas", "الآليات"),
    "buildings": ("number of buildings", "bâtiments", "edificios", "المباني"),
    "operations": ("clearance operations", "operaciones despeje", "operacionesdespeje", "opérations", "عمليات التطهير"),
    "note": ("notes", "remarks", "comment", "comments", "remarque", "observations", "observaciones", "ملاحظات"),
}

UNIT_WORDS: Mapping[str, Sequence[str]] = {
    "m2": (
        "m2",
        "m²",
        "sqm",
        "sq m",
        "square metres",
        "square meters",
        "mètres carrés",
        "metros cuadrados",
        "متر مربع",
    ),
    "ha": ("ha", "hectare", "hectares", "hectárea", "hectáreas", "هكتار"),
    "km2": ("km2", "km²", "sqkm", "square kilometres", "كيلومتر مربع"),
    "acre": ("acre", "acres"),
    "dunam": ("dunam", "dunams", "dunum", "donum", "دونم"),
    "km": ("km", "kilometre", "kilometres", "kilómetros", "كيلومتر"),
    "m": ("m", "metre", "metres", "meter", "meters", "mètres", "metros", "متر"),
    "cm": ("cm", "centimetre", "centimetres", "centímetros", "سنتيمتر", "سم"),
    "ft": ("ft", "feet"),
    "kg": ("kg", "kilogram", "kilogrammes", "كغ"),
    "t": ("t", "tonnes"),
}
