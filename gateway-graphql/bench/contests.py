"""The contests: what is started beside each other, and which load each gets, in turn. A contest gives results by name."""

from __future__ import annotations

import argparse
import sys

from peers import EVERYTHING_ON, FLOOR, GATEWAYS, JETBRIDGE, NOTHING_ON, ONE_WORKER, TWO_WORKERS, Gateway
from report import Round
from shapes import SHAPES
from stage import Contestant, Load, Stage

# Operations never sent before, for each gateway: enough for a median, few enough for the slowest.
COLD_OPERATIONS = 200
MANY_CONNECTIONS = 500
MANY_OPERATIONS = 10_000
# A million requests in ten parts, among them a thousand operations that are new.
ENDURANCE_PARTS = 10
ENDURANCE_REQUESTS = 100_000
ENDURANCE_NEW_EVERY = 1_000

Rounds = dict[str, list[Round]]


def side_by_side(shape: str, options: argparse.Namespace) -> Rounds:
    """Every gateway on one shape."""
    return _take_turns(shape, _chosen(options), options)


def extras(shape: str, options: argparse.Namespace) -> Rounds:
    """What token checks, header forwarding, metrics and ETags cost."""
    return _take_turns(shape, [EVERYTHING_ON, NOTHING_ON], options)


def cold(shape: str, options: argparse.Namespace) -> Rounds:
    """Operations nobody sent before, one after the other on one connection."""
    gateways = [gateway for gateway in _chosen(options) if gateway is not FLOOR]
    with Stage(SHAPES[shape], options) as stage:
        contestants = stage.start_all(gateways)
        load = Load(0, 1, distinct_every=1, requests=COLD_OPERATIONS)
        return {each.gateway.name: [stage.load(each, load) for _ in range(3)] for each in contestants}


def crowd(shape: str, options: argparse.Namespace) -> Rounds:
    """Five hundred clients of jetbridge at once, and whether it is itself again afterwards."""
    with Stage(SHAPES[shape], options) as stage:
        (contestant,) = stage.start_all([JETBRIDGE])
        usual = Load(options.seconds, options.connections)
        return {
            f"{options.connections} connections": [stage.load(contestant, usual)],
            f"{MANY_CONNECTIONS} connections": [stage.load(contestant, Load(3 * options.seconds, MANY_CONNECTIONS))],
            f"{options.connections} connections again": [stage.load(contestant, usual)],
        }


def many_operations(shape: str, options: argparse.Namespace) -> Rounds:
    """Ten thousand different operations, then one again and again: how much is remembered, in memory."""
    with Stage(SHAPES[shape], options) as stage:
        (contestant,) = stage.start_all([JETBRIDGE])
        different = Load(0, options.connections, distinct_every=1, requests=MANY_OPERATIONS)
        return {
            f"{MANY_OPERATIONS:,} operations": [stage.load(contestant, different)],
            "one operation": [stage.load(contestant, Load(options.seconds, options.connections))],
        }


def workers(shape: str, options: argparse.Namespace) -> Rounds:
    """One worker and two, on all cores: those that subgraphs, replay and load generator are on as well."""
    everywhere = argparse.Namespace(**{**vars(options), "cores": f"{options.cores},{options.other_cores}"})
    return _take_turns(shape, [ONE_WORKER, TWO_WORKERS], everywhere)


def endurance(shape: str, options: argparse.Namespace) -> Rounds:
    """A million requests, one worker: whether anything grows."""
    with Stage(SHAPES[shape], options) as stage:
        (contestant,) = stage.start_all([JETBRIDGE])
        part = Load(0, options.connections, distinct_every=ENDURANCE_NEW_EVERY, requests=ENDURANCE_REQUESTS)
        results: Rounds = {}
        for number in range(1, ENDURANCE_PARTS + 1):
            results[f"{number * ENDURANCE_REQUESTS:,} requests"] = [stage.load(contestant, part)]
            print(f"{shape}: {number * ENDURANCE_REQUESTS:,} requests", file=sys.stderr, flush=True)
        return results


def _take_turns(shape: str, gateways: list[Gateway], options: argparse.Namespace) -> Rounds:
    """In each round each gateway gets an unmeasured and a measured slice of load, in rotated order."""
    with Stage(SHAPES[shape], options) as stage:
        contestants = stage.start_all(gateways)
        results: Rounds = {contestant.gateway.name: [] for contestant in contestants}
        for number in range(options.rounds):
            for contestant in _rotate(contestants, number):
                stage.load(contestant, Load(options.before, options.connections))
                measured = stage.load(contestant, Load(options.seconds, options.connections))
                results[contestant.gateway.name].append(measured)
            print(f"{shape}: round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        return results


def _rotate(contestants: list[Contestant], number: int) -> list[Contestant]:
    turn = number % len(contestants)
    return contestants[turn:] + contestants[:turn]


def _chosen(options: argparse.Namespace) -> list[Gateway]:
    """jetbridge first: its answer is the reference and its requests are the floor's tape."""
    names = options.only.split(",") if options.only else [gateway.name for gateway in GATEWAYS]
    return [JETBRIDGE, *(gateway for gateway in GATEWAYS if gateway.name in names and gateway is not JETBRIDGE)]
