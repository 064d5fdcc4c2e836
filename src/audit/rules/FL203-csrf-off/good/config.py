import os


class Config:
    SECRET_KEY = os.environ['SECRET_KEY']
    WTF_CSRF_TIME_LIMIT = None


class TestingConfig(Config):
    TESTING = True
    WTF_CSRF_ENABLED = False


class ProductionConfig(Config):
    SESSION_COOKIE_SECURE = True
