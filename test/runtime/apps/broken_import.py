import os

URL = os.environ["DATABASE_URL_THAT_IS_NOT_SET"]
