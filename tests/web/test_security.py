from django.http import HttpResponse
from django.test import RequestFactory

from firmground.web.security import POLICY, content_security_policy


def test_every_answer_carries_the_policy():
    answer = content_security_policy(lambda request: HttpResponse("page"))(RequestFactory().get("/"))

    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "default-src 'self';" in POLICY
    assert "script-src" not in POLICY
    assert "unsafe-eval" not in POLICY
