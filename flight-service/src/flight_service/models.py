"""Reference data as flat Django models on MongoDB; the code is the key, so a look-up is one by `_id`.

Nothing here refers to anything else: joins through this backend are scans.
"""

from __future__ import annotations

from django.db import models


class Airport(models.Model):  # type: ignore[misc]  # Django comes without type information
    code = models.CharField(primary_key=True, max_length=3)
    name = models.CharField(max_length=200)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=64)
    latitude = models.FloatField()
    longitude = models.FloatField()
    served = models.BooleanField(default=False)

    class Meta:
        db_table = "airports"


class Airline(models.Model):  # type: ignore[misc]  # Django comes without type information
    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=100)

    class Meta:
        db_table = "airlines"


class AircraftType(models.Model):  # type: ignore[misc]  # Django comes without type information
    code = models.CharField(primary_key=True, max_length=32)
    manufacturer = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    seats = models.IntegerField()

    class Meta:
        db_table = "aircraft_types"
