"""Compile a plan into Struct classes and functions of its own: decoding validates and projects, all in C.

`laying_out` finds out what every place of the answer is made of, `structs` makes classes of it, `source` writes
functions (with `sending`, `reading` and `cleaning`; with `early_text`, `late_fetches` and `filling` where an answer is
text before it is whole), `flow` runs them. Whatever is irregular in an answer is left to the interpreter, which reads
the same replies again.
"""
