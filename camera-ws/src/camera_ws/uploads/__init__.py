"""The spool on disk and the uploads from it to the hub."""
