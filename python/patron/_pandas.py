# SPDX-License-Identifier: Apache-2.0
"""Rows as a pandas DataFrame, of any version from 1.5: numpy arrays of what lies in the
core's memory, no pyarrow needed."""


def frame(rows, decimals):
    import numpy
    import pandas

    def column(at, kind, scale, nulls):
        if kind in ("text", "binary") or (kind == "decimal" and decimals):
            return pandas.Series(rows.cells(at), dtype=object)
        if kind == "nested":
            from json import loads
            return pandas.Series([None if cell is None else loads(cell)
                                  for cell in rows.cells(at)], dtype=object)
        empty = ~numpy.unpackbits(numpy.frombuffer(rows.valid(at), numpy.uint8),
                                  count=len(rows), bitorder="little").astype(bool)
        if kind == "number":
            values = numpy.frombuffer(rows.raw(at), numpy.float64).copy()
            values[empty] = numpy.nan
            return pandas.Series(values)
        whole = numpy.frombuffer(rows.raw(at), numpy.int64).copy()
        if kind == "boolean":
            flags = pandas.array(whole.astype(bool), dtype="boolean") if nulls else None
            if flags is not None:
                flags[empty] = pandas.NA
            return pandas.Series(whole.astype(bool) if flags is None else flags)
        if kind == "decimal":
            # From the digits, so that the float is the nearest to the decimal.
            values = numpy.array([float(f"{cell}e-{scale}") for cell in whole.tolist()],
                                 numpy.float64)
            values[empty] = numpy.nan
            return pandas.Series(values)
        if kind in ("date", "instant"):
            scaled = whole * (86_400_000 if kind == "date" else 1)
            scaled[empty] = numpy.iinfo(numpy.int64).min  # NaT
            times = pandas.Series(scaled.view("datetime64[ms]").astype("datetime64[ns]"))
            return times.dt.tz_localize("UTC") if kind == "instant" else times
        if not nulls:
            return pandas.Series(whole)
        return pandas.Series(pandas.arrays.IntegerArray(whole, empty))

    series = {name: column(at, kind, scale, nulls)
              for at, (name, kind, scale, nulls) in enumerate(rows.columns())}
    return pandas.DataFrame(series)
