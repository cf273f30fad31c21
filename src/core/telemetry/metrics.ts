// Every metric of `serve` in one table: docs/metrics.md is made from it. A label holds a word of ours or the name of an approved
// server, and never what a peer said.

export type Metric = {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
}

export const METRICS = {
  sallyport_requests_total: {
    kind: 'counter',
    help: 'Requests of clients that reached a guard, by what was decided (allow, ask, deny).',
    labels: ['server', 'method', 'decision'],
  },
  sallyport_decisions_total: {
    kind: 'counter',
    help: 'Decisions on messages of either direction. reason: the first of those that led to it.',
    labels: ['server', 'direction', 'decision', 'reason'],
  },
  sallyport_http_refused_total: {
    kind: 'counter',
    help: 'Requests and connections that were refused before any guard. reason: as in the codes of the log, without `http-`.',
    labels: ['reason'],
  },
  sallyport_faults_total: {
    kind: 'counter',
    help: 'What was no message, came too late or was too large, on the line between a guard and its client or server.',
    labels: ['server', 'code'],
  },
  sallyport_alerts_total: {
    kind: 'counter',
    help: 'Alerts in the log.',
    labels: ['server', 'kind'],
  },
  sallyport_server_starts_total: {
    kind: 'counter',
    help: 'Servers that were started; all but the first of a session are restarts.',
    labels: ['server'],
  },
  sallyport_server_exits_total: {
    kind: 'counter',
    help: 'Servers that ended. cause: the limit that ended them, or client, server or signal.',
    labels: ['server', 'cause'],
  },
  sallyport_start_refused_total: {
    kind: 'counter',
    help: 'Starts of servers that were refused or failed, by the code of docs/troubleshooting.md.',
    labels: ['server', 'code'],
  },
  sallyport_stage_seconds: {
    kind: 'histogram',
    help: 'Time of one message in one stage; `upstream` is what the server took, and `wait` what waits for a turn, a catalogue or a person.',
    labels: ['server', 'stage'],
  },
  sallyport_sessions: {
    kind: 'gauge',
    help: 'Sessions of legacy clients, and lines of modern ones, each with a server process of its own.',
    labels: ['era'],
  },
  sallyport_queue: {
    kind: 'gauge',
    help: 'Calls that wait for their turn, and those that are under way.',
    labels: ['state'],
  },
  sallyport_open_replies: {
    kind: 'gauge',
    help: 'Requests over HTTP that wait for an answer, or get one as a stream.',
    labels: [],
  },
  sallyport_connections: { kind: 'gauge', help: 'Connections of clients.', labels: [] },
  sallyport_ready: { kind: 'gauge', help: '1 while everything that a call needs is there, as at /readyz.', labels: [] },
  sallyport_certificate_end_seconds: {
    kind: 'gauge',
    help: 'When the certificate of this gateway is over, in seconds since 1970; only with `tls`.',
    labels: [],
  },
  sallyport_tls_changes_total: {
    kind: 'counter',
    help: 'Changed files of `tls` that were taken, or refused.',
    labels: ['outcome'],
  },
  sallyport_unwritten_faults_total: {
    kind: 'counter',
    help: 'Refused requests that are in the log only as a number, because there were too many.',
    labels: [],
  },
  sallyport_spans_total: {
    kind: 'counter',
    help: 'Spans of traces that were sent to the collector, or dropped because it did not take them in time.',
    labels: ['outcome'],
  },
  sallyport_folded_series_total: {
    kind: 'counter',
    help: 'Values that were counted under `other`, because their metric had too many series.',
    labels: [],
  },
  process_resident_memory_bytes: { kind: 'gauge', help: 'Memory of this process, without its servers.', labels: [] },
  process_cpu_seconds_total: { kind: 'counter', help: 'Processor time of this process.', labels: [] },
  process_start_time_seconds: { kind: 'gauge', help: 'When this process started, in seconds since 1970.', labels: [] },
  process_open_fds: { kind: 'gauge', help: 'Open file descriptors of this process.', labels: [] },
  nodejs_eventloop_delay_p99_seconds: {
    kind: 'gauge',
    help: 'How late timers were since the last time that metrics were read: the 99th percentile.',
    labels: [],
  },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS

/** Upper ends, in seconds. */
export const BUCKETS = [
  0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60,
] as const
