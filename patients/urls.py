from django.urls import path

from patients.views import lesions, person, record

app_name = "patients"
urlpatterns = [
    path("patients/", person.find, name="find"),
    path("patients/register/", person.register, name="register"),
    path("patients/open_by_number/", person.open_by_number, name="open_by_number"),
    path("patients/<uuid:patient_id>/", person.patient, name="patient"),
    path("patients/<uuid:patient_id>/change_person/", person.change_person, name="change_person"),
    path("patients/<uuid:patient_id>/<slug:name>/observe/", record.observe, name="observe"),
    path("patients/<uuid:patient_id>/report_pathology/", record.report_pathology, name="report_pathology"),
    path("patients/<uuid:patient_id>/add_study/", record.add_study, name="add_study"),
    path("patients/<uuid:patient_id>/<slug:name>/answer_list/", record.answer_list, name="answer_list"),
    path("patients/<uuid:patient_id>/<str:code>/history/", record.history, name="history"),
    path("patients/<uuid:patient_id>/lesions/", lesions.lesions, name="lesions"),
    path("patients/<uuid:patient_id>/add_lesion/", lesions.add_lesion, name="add_lesion"),
    path("patients/<uuid:patient_id>/studies/<uuid:study_id>/measure_all/", lesions.measure_all, name="measure_all"),
    path("patients/<uuid:patient_id>/lesions_complete/", lesions.lesions_complete, name="lesions_complete"),
    path("lesions/<uuid:lesion_id>/measure/", lesions.measure, name="measure"),
    path("lesions/<uuid:lesion_id>/correct_lesion/", lesions.correct_lesion, name="correct_lesion"),
    path("entries/<uuid:entry_id>/end_entry/", record.end_entry, name="end_entry"),
    path("records/<slug:kind>/<uuid:row_id>/correct/", record.correct, name="correct"),
    path("records/<slug:kind>/<uuid:row_id>/withdraw/", record.withdraw, name="withdraw"),
]
