import pytest
from django.contrib.auth import authenticate, get_user_model

from firmground.accounts.models import Person
from firmground.accounts.roles import GrantOf, Role
from firmground.errors import NotAllowed
from tests.cast import OPERATION


def test_people_are_numbered_in_the_order_in_which_they_come(sqlite_database):
    numbers = [Person.objects.create_user(name, "a long password").number for name in ("first", "second")]

    assert get_user_model() is Person
    assert numbers == ["P-0001", "P-0002"]


def test_a_number_that_was_chosen_is_not_given_again(sqlite_database):
    Person.objects.create_user("imported", number="P-0041")

    assert Person.objects.create_user("next").number == "P-0042"


def test_people_sign_in_with_name_and_password(sqlite_database):
    person = Person.objects.create_user(" officer ", "a long password")

    assert authenticate(username="officer", password="a long password") == person
    assert authenticate(username="officer", password="another password") is None


def test_nobody_signs_in_without_a_password_or_when_closed(sqlite_database):
    Person.objects.create_user("without")
    closed = Person.objects.create_user("closed", "a long password", is_active=False)
    closed.grant(Role.HEAD)

    assert authenticate(username="without", password="") is None
    assert authenticate(username="closed", password="a long password") is None
    assert closed.grants() == ()


def test_a_person_without_a_sign_in_name_is_refused(sqlite_database):
    with pytest.raises(ValueError, match="username"):
        Person.objects.create_user("  ")


def test_an_account_is_never_deleted(sqlite_database):
    person = Person.objects.create_user("officer")

    with pytest.raises(NotAllowed, match="P-0001 cannot be deleted"):
        person.delete()


def test_an_account_speaks_of_itself_by_number(sqlite_database):
    assert str(Person.objects.create_user("officer")) == "P-0001"


def test_what_is_granted_holds_once_until_it_is_revoked(sqlite_database):
    person = Person.objects.create_user("officer")
    person.grant(Role.OPERATOR, operation=OPERATION, organisation="ORG-0001")
    person.grant(Role.OPERATOR, operation=OPERATION, organisation="ORG-0001")
    person.grant(Role.ADMINISTRATOR)

    assert set(person.grants()) == {
        GrantOf(Role.OPERATOR, OPERATION, "ORG-0001"),
        GrantOf(Role.ADMINISTRATOR),
    }
    assert len(person.grants()) == 2

    person.revoke(Role.OPERATOR, operation=OPERATION, organisation="ORG-0001")
    person.revoke(Role.HEAD)

    assert person.grants() == (GrantOf(Role.ADMINISTRATOR),)


def test_an_operator_acts_for_an_organisation(sqlite_database):
    person = Person.objects.create_user("team leader")

    with pytest.raises(ValueError, match="organisation"):
        person.grant(Role.OPERATOR, operation=OPERATION)
