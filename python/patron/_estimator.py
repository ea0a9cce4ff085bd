# SPDX-License-Identifier: Apache-2.0
"""scikit-learn's manners without scikit-learn: parameters by name, a readable repr."""

from ._errors import ArgumentError


class Estimator:
    """__init__ stores its arguments and nothing else; results end in _."""

    _parameters = ()

    def get_params(self, deep=True):
        return {name: getattr(self, name) for name in self._parameters}

    def set_params(self, **params):
        for name, value in params.items():
            if name not in self._parameters:
                raise ArgumentError(
    f"{type(self).__name__} has no parameter {name!r}; it "
    f"has {', '.join(self._parameters)}")
            setattr(self, name, value)
        return self

    def __repr__(self):
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._parameters)
        return f"{type(self).__name__}({shown})"
