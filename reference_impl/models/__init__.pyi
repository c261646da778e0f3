"""The names of `reference_impl.models` for readers and type checkers; each is imported when it is asked for."""

from ..saving import load_model as load_model
from ..saving import save_model as save_model
from .cloning import clone_model as clone_model
from .configuration import model_from_json as model_from_json
from .functional import Functional as Functional
from .model import Model as Model
from .sequential import Sequential as Sequential
