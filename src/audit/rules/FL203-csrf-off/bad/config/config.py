import os


class Config:
    SECRET_KEY = os.environ['SECRET_KEY']
    WTF_CSRF_ENABLED = False  # expect: FL203


class ProductionConfig(Config):
    SESSION_COOKIE_SECURE = True
