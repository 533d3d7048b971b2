from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", views.log_out, name="logout"),
    path("work-for/", views.work_for, name="work_for"),
    path("settings/", views.prefer, name="prefer"),
    path("theme/", views.theme, name="theme"),
]
