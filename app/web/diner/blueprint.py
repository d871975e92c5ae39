"""The blueprint that every page of the diner's phone hangs on."""

from flask import Blueprint

bp = Blueprint("diner", __name__)
