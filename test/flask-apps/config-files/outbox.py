from pathlib import Path
from uuid import uuid4

OUTBOX = Path('/var/spool/contact')


def keep(message):
    (OUTBOX / f'{uuid4()}.txt').write_text(message, encoding='utf-8')
