"""The stores: `mongo` for service, `memory` for tests, both under one contract suite."""
