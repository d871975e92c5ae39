"""The command line's edge: `python run.py COMMAND`, each command one verb."""
