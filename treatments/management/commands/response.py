"""manage.py response FILE: answer measurements with the response at each study."""

from treatments.eligibility.response import response, validate_measurements
from treatments.management.answering import Answering, Question


class Command(Answering):
    help = "Answer measurements (cantlie-measurements/1) with responses (cantlie-response/1), one a line. Needs no database."
    question = Question(validate_measurements, response)
