"""From sources to a linked snapshot: list files, extract what is missing, link, publish.

build.py      `index`: the use case, which reads as that pipeline
extraction.py facts of files, from the store or from worker processes
selection.py  which snapshot a query means
quick.py      a first answer on sources that were never indexed
freshness.py  whether what the snapshot says still holds
"""
