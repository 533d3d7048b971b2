"""What each page must at least cost: one bare query that fetches the same rows, as text, with no rule and no right asked."""
# ruff: noqa: S608 - constants, put together from constants

HISTORY = """
SELECT t::text FROM patients_patient t WHERE t.id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM (
    SELECT DISTINCT ON (patient_id, item) * FROM patients_observation
    WHERE patient_id IN (SELECT patient_id FROM shown) ORDER BY patient_id, item, date DESC
) t
UNION ALL SELECT t::text FROM patients_study t WHERE t.patient_id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM patients_lesion t WHERE t.patient_id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM patients_measurement t WHERE t.patient_id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM patients_pathologyreport t WHERE t.patient_id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM patients_entry t WHERE t.patient_id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM treatments_course t WHERE t.patient_id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM conference_case t WHERE t.id IN (SELECT id FROM shown)
UNION ALL SELECT t::text FROM conference_referral t WHERE t.id IN (SELECT referral_id FROM shown)
UNION ALL SELECT t::text FROM treatments_judgement t WHERE t.workup_id IN (SELECT workup_id FROM shown)
"""
DUE = """
SELECT f.*, p.surname, p.given, p.birth_date, p.birth_year, p.deceased_on, c.type, c.date, c.territory, c.segments
FROM treatments_followup f
JOIN patients_patient p ON p.id = f.patient_id LEFT JOIN treatments_course c ON c.id = f.course_id
WHERE f.unit_id = %(unit)s AND p.deceased_on IS NULL
"""
FLOORS = {
    "case": f"""
WITH shown AS (SELECT * FROM conference_case WHERE id = %(case)s)
{HISTORY}
UNION ALL SELECT t::text FROM conference_agendaitem t WHERE t.patient_id IN (SELECT patient_id FROM shown)
UNION ALL SELECT t::text FROM treatments_followup t WHERE t.patient_id IN (SELECT patient_id FROM shown)
""",
    "meeting": f"""
WITH items AS (SELECT * FROM conference_agendaitem WHERE board_id = %(board)s),
shown AS (SELECT c.* FROM items JOIN conference_case c ON c.id = items.case_id)
{HISTORY}
UNION ALL SELECT t::text FROM items t
UNION ALL SELECT t::text FROM conference_board t WHERE t.id = %(board)s
UNION ALL SELECT t::text FROM conference_seat t WHERE t.board_id = %(board)s
""",
    "desk": f"""
WITH preparing AS (
    SELECT * FROM conference_case WHERE unit_id = %(unit)s AND status = 'preparing' ORDER BY complex DESC, created_at LIMIT 26
),
items AS (SELECT * FROM conference_agendaitem WHERE board_id = %(board)s),
shown AS (SELECT * FROM preparing UNION ALL SELECT c.* FROM items JOIN conference_case c ON c.id = items.case_id),
arrived AS (SELECT * FROM conference_referral WHERE unit_id = %(unit)s AND status = 'sent' ORDER BY sent_at LIMIT 25),
due AS ({DUE} AND f.status IN ('to-book', 'booked', 'done') AND f.due <= current_date ORDER BY f.due, f.id LIMIT 26)
{HISTORY}
UNION ALL SELECT t::text FROM items t
UNION ALL SELECT t::text FROM (SELECT a.*, p.surname, p.given FROM arrived a JOIN patients_patient p ON p.id = a.patient_id) t
UNION ALL SELECT t::text FROM due t
UNION ALL SELECT t::text FROM (
    SELECT * FROM conference_board WHERE unit_id = %(unit)s AND status = 'planned' ORDER BY starts_at LIMIT 4
) t
UNION ALL SELECT t::text FROM (
    SELECT c.*, p.surname, p.given FROM treatments_course c JOIN patients_patient p ON p.id = c.patient_id
    WHERE c.unit_id = %(unit)s AND c.status = 'planned' AND p.deceased_on IS NULL ORDER BY c.target_date LIMIT 26
) t
""",
    "follow_ups": f"""
{DUE} AND f.status = 'to-book' AND f.due <= current_date AND f.overdue_after >= current_date ORDER BY f.due, f.id LIMIT 200
""",
}
