"""GraphiQL, served by the gateway itself: it works without internet.

`vendor.py` takes the bundles from npm when the package is built; they are not kept in the repository.
"""
