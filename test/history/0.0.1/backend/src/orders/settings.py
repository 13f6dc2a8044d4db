from pydantic import Field, PostgresDsn
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    host: str = "0.0.0.0"
    port: int = Field(default=8093)
    database_url: PostgresDsn
    log_level: str = "info"
    tax_percent: int = 19


settings = Settings()
