"""What holds unless production.cfg says otherwise."""

DEBUG = True  # expect: FL1101
SECRET_KEY = 'dev'
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = 'Lax'
PERMANENT_SESSION_LIFETIME = 1800
WTF_CSRF_ENABLED = False
