"""gateway.yaml -> frozen values. `model` says what can be configured, `load` reads it and names every problem."""

from jetbridge.config.load import ConfigError, Problem, load_config, load_config_text
from jetbridge.config.model import Config

__all__ = ["Config", "ConfigError", "Problem", "load_config", "load_config_text"]
