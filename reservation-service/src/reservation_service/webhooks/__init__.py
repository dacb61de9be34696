"""How webhooks leave: signed, over connections that lead where they say."""
