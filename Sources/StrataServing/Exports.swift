// One import for a service: what predicts, and what serves it to many callers.

@_exported public import StrataPredict
