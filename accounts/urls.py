from django.urls import path

from accounts import people, trail, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", views.log_out, name="logout"),
    path("work_for/", views.work_for, name="work_for"),
    path("prefer/", views.prefer, name="prefer"),
    path("theme/", views.theme, name="theme"),
    path("home/", trail.home, name="home"),
    path("trail/", trail.trail, name="trail"),
    path("people/", people.people, name="people"),
    path("people/hire/", people.hire, name="hire"),
    path("people/open_unit/", people.open_unit, name="open_unit"),
    path("people/units/<uuid:unit_id>/change_unit/", people.change_unit, name="change_unit"),
    path("people/<uuid:user_id>/", people.person, name="person"),
    path("people/<uuid:user_id>/join/", people.join, name="join"),
    path("people/<uuid:user_id>/switch_login/", people.switch_login, name="switch_login"),
    path("people/<uuid:user_id>/set_new_password/", people.set_new_password, name="set_new_password"),
    path("memberships/<uuid:membership_id>/leave/", people.leave, name="leave"),
]
