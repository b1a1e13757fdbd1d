"""python -m eyepiece"""

from eyepiece.command_line.main import run

run()
