"""A patient is found by the numbers he or she had before."""

from django.db import migrations

ADD = """
UPDATE patients_patient SET search_key = search_key || ' ' || former.numbers
FROM (
    SELECT patient_id, lower(string_agg(number, ' ')) AS numbers FROM patients_formernumber GROUP BY patient_id
) AS former
WHERE former.patient_id = patients_patient.id
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_exact_numbers")]

    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
