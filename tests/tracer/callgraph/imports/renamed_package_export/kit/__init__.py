from .deep import tool
