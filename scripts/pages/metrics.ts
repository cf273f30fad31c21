// docs/metrics.md: every metric with its kind and labels.
import { BUCKETS, type Metric, METRICS } from '../../src/core/telemetry/metrics.ts'

export const metricsPage = (): string => `
# Metrics

What \`sallyport serve\` shows where \`metrics\` in config.yaml names a port ([how](guides/team-service.md#metrics)). A label holds a word
of ours or the name of an approved server. What never happened has no line.

| metric | kind | labels | what it is |
|---|---|---|---|
${Object.entries<Metric>(METRICS)
  .map(([name, { kind, labels, help }]) => `| \`${name}\` | ${kind} | ${labels.join(', ')} | ${help} |`)
  .join('\n')}

Buckets of histograms end at ${BUCKETS.join(', ')} seconds.
`
