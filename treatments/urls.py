from django.urls import path

from treatments import sheets, views

app_name = "treatments"
urlpatterns = [
    path("rules/", sheets.rules, name="rules"),
    path("patient_information/", sheets.patient_information, name="patient_information"),
    path("courses/<uuid:course_id>/", views.course, name="course"),
    path("courses/<uuid:course_id>/perform/", views.perform, name="perform"),
    path("courses/<uuid:course_id>/cancel_course/", views.cancel_course, name="cancel_course"),
    path("courses/<uuid:course_id>/correct_course/", views.correct_course, name="correct_course"),
    path("courses/<uuid:course_id>/withdraw_course/", views.withdraw_course, name="withdraw_course"),
    path("courses/<uuid:course_id>/no_complications/", views.no_complications, name="no_complications"),
    path("courses/<uuid:course_id>/complicate/", views.complicate, name="complicate"),
    path("patients/<uuid:patient_id>/courses/", views.courses, name="courses"),
    path("patients/<uuid:patient_id>/perform/", views.perform_unplanned, name="perform_unplanned"),
    path("patients/<uuid:patient_id>/report_course/", views.report_course, name="report_course"),
]
