"""The API door beside a bare view of Django under the same server, by the same client."""
