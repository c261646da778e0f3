"""Registrations: exports, gradients, counterparts ... found in the facts of one file."""

from __future__ import annotations

from tracer.facts import Definition, Problem, Registration, Statement


def registrations(
    definitions: tuple[Definition, ...], body: tuple[Statement, ...], bodies: tuple[tuple[Statement, ...], ...]
) -> tuple[tuple[Registration, ...], tuple[Problem, ...]]:
    return (), ()
