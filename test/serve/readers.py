# Reads what the gateway tells with the readers of others: metrics by the client library of Prometheus, traces by the schema of
# OpenTelemetry. Says what it found as one line of JSON.
import base64, json, sys

sys.path.insert(0, sys.argv[1])
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

told = json.load(sys.stdin)
families = list(text_string_to_metric_families(told["metrics"]))

# OTLP writes ids in hexadecimal digits, where JSON of protobuf has base64.
def with_ids(value):
    if isinstance(value, list):
        return [with_ids(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(one)).decode() if key in ("traceId", "spanId", "parentSpanId") else with_ids(one)
        for key, one in value.items()
    }

spans = [
    span
    for body in told["traces"]
    for resource in json_format.ParseDict(with_ids(json.loads(body)), ExportTraceServiceRequest()).resource_spans
    for scope in resource.scope_spans
    for span in scope.spans
]
print(json.dumps({
    "kinds": {family.name: family.type for family in families},
    "buckets": [
        [sample.labels["stage"], sample.labels["le"], sample.value]
        for family in families if family.name == "sallyport_stage_seconds"
        for sample in family.samples if sample.name.endswith("_bucket")
    ],
    "spans": [
        {"ids": [len(span.trace_id), len(span.span_id)], "kind": span.kind, "took": span.end_time_unix_nano - span.start_time_unix_nano}
        for span in spans
    ],
}))
