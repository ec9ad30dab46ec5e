"""One body of each kind, as full as it gets; shapes as Deepgram documents them."""

from typing import Any

from tests.deepgram.world import PROJECT, billing_row, breakdown, usage_row

ID = "6dcd4ce0-2d9e-4f7f-9257-67e9420b9b7f"
OTHER_ID = "b1e2c3d4-5678-90ab-cdef-1234567890ab"
MODEL_ID = "6b28e919-8427-4f32-9847-492e2efd7daf"

USAGE = breakdown(
    [
        usage_row("2026-11-16", 200, tags=["prod"]),
        usage_row("2026-11-16", 120, tags=["prod", "web"]),
        usage_row("2026-11-18", 7, tags=[]),
    ]
)
BILLING = breakdown(
    [
        billing_row("2026-11-16", 1.728, line_item="streaming::nova-3"),
        billing_row("2026-11-18", 0.312, line_item="sync::aura-2"),
    ]
)
PROJECTS = {"projects": [{"project_id": PROJECT, "name": "Voice"}]}
PROJECT_BODY = {"project_id": PROJECT, "name": "Voice", "mip_opt_out": False}
MEMBER = {
    "member_id": "m-1",
    "email": "ana@example.com",
    "first_name": "Ana",
    "last_name": "Sá",
}
API_KEY = {
    "api_key_id": ID,
    "comment": "checkout",
    "scopes": ["usage:write", "usage:read"],
    "tags": ["prod"],
    "created": "2024-01-01T00:00:00Z",
    "expiration_date": "2027-01-01T00:00:00Z",
}
KEYS = {"api_keys": [{"member": MEMBER, "api_key": API_KEY}]}
KEY = {"item": {"member": {**MEMBER, "api_key": API_KEY}}}
FLAT_KEY = {"member": MEMBER, "api_key": API_KEY}
MEMBERS = {"members": [{**MEMBER, "scopes": ["admin"]}]}
MODEL = {
    "name": "general",
    "canonical_name": "enhanced-general",
    "architecture": "polaris",
    "languages": ["en", "en-us"],
    "version": "2022-05-18.1",
    "uuid": MODEL_ID,
}
MODELS = {"stt": [MODEL], "tts": [{**MODEL, "uuid": "u-2", "canonical_name": "aura-2-zeus-en"}]}
BALANCES = {
    "balances": [
        {"balance_id": "b-1", "amount": 104.56822227, "units": "usd", "purchase_order_id": "p-1"}
    ]
}
PURCHASES = {
    "orders": [
        {
            "order_id": "o-1",
            "expiration": "2026-03-04T00:00:00Z",
            "created": "2023-02-21T21:13:40.014373Z",
            "amount": 150,
            "units": "usd",
            "order_type": "promotional",
        }
    ]
}
TOKEN = {"api_key_id": ID, "scopes": ["usage:read"], "created": "2024-01-01T00:00:00.000Z"}
USAGE_FIELDS = {
    "tags": ["tag=dev", "tag=production"],
    "models": [{"name": "2-nova", "language": "en", "version": "2024-05-31", "model_id": MODEL_ID}],
    "processing_methods": ["sync"],
    "features": ["diarize"],
}
BILLING_FIELDS = {
    "accessors": [ID, OTHER_ID],
    "deployments": ["hosted"],
    "tags": ["dev", "production"],
    "line_items": {"streaming::nova-3": "Nova - 3 (Stream)"},
}


def logged(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "request_id": f"r-{number}",
        "project_uuid": PROJECT,
        "created": "2026-11-16T09:48:20.000Z",
        "path": "/v1/listen?model=nova-3&callback=https://user:pw@example.com/",
        "api_key_id": ID,
        "response": {
            "details": {
                "usd": 0.0075,
                "duration": 30,
                "models": [MODEL_ID],
                "method": "sync",
                "tags": ["prod"],
            },
            "code": 200,
            "completed": "2026-11-16T09:48:21.000Z",
            "deployment": "hosted:us",
        },
        "callback": None,
        **changed,
    }


LOG = {"page": 0, "limit": 1000, "requests": [logged(1), logged(2)]}
REQUEST = {"request": logged(1)}
FLAT_REQUEST = logged(1)
