"""One runner per kind of job (burst, time-lapse, clip) and the parts that they share."""
