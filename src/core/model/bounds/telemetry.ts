// The bounds of metrics and traces; part of those in bounds/door.ts.

export const TELEMETRY_BOUNDS = {
  'metric-series': {
    value: 2_000,
    unit: 'count',
    owner: 'core/telemetry',
    atLimit: 'Of one metric: what would need a further one is counted under `other`, and how often is a metric too.',
  },
  'span-queue': {
    value: 4_096,
    unit: 'count',
    owner: 'io/telemetry',
    atLimit: 'A further span is dropped and counted; no call waits for a collector.',
  },
  'span-batch': {
    value: 512,
    unit: 'count',
    owner: 'io/telemetry',
    atLimit: 'More spans are sent in a further request, one request at a time.',
  },
  'span-wait-ms': {
    value: 2_000,
    unit: 'ms',
    owner: 'io/telemetry',
    atLimit: 'Spans are sent at the latest after so long.',
  },
  'span-send-ms': {
    value: 5_000,
    unit: 'ms',
    owner: 'io/telemetry',
    atLimit: 'A collector that has not taken a batch by then is given up; the spans of it are dropped and counted.',
  },
  'ready-ms': {
    value: 1_000,
    unit: 'ms',
    owner: 'flows/serving',
    atLimit: 'Whether it is ready is found out anew only after so long, however often it is asked.',
  },
  'ready-free-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/serving',
    atLimit:
      'With less room for the evidence it is not ready; what is under way goes on as long as it can be recorded.',
  },
} as const
