// Counts and measures within a bound of series for each metric, and writes them down in the text format of Prometheus (0.0.4).
import { bound } from '../model/bounds.ts'
import { BUCKETS, type Metric, METRICS, type MetricName } from './metrics.ts'

type Series = { readonly values: readonly string[]; value: number; readonly buckets: number[] | null; count: number }

export class Meter {
  readonly #series = new Map<MetricName, Map<string, Series>>()

  /** `values`: of its labels, in the order of the table. */
  add(name: MetricName, values: readonly string[] = [], by = 1): void {
    this.#at(name, values).value += by
  }

  set(name: MetricName, values: readonly string[], to: number): void {
    this.#at(name, values).value = to
  }

  observe(name: MetricName, values: readonly string[], seconds: number): void {
    const series = this.#at(name, values)
    series.value += seconds
    series.count += 1
    const at = BUCKETS.findIndex((end) => seconds <= end)
    if (at >= 0) series.buckets![at]! += 1
  }

  get text(): string {
    return Object.keys(METRICS)
      .map((name) => this.#textOf(name as MetricName))
      .join('')
  }

  #at(name: MetricName, values: readonly string[]): Series {
    let all = this.#series.get(name)
    if (all === undefined) this.#series.set(name, (all = new Map()))
    const key = values.join('\0')
    const known = all.get(key)
    if (known !== undefined) return known
    const isFull = all.size >= bound('metric-series')
    const others = values.map(() => OTHER)
    if (isFull && name !== FOLDED) this.add(FOLDED)
    const own = isFull ? others.join('\0') : key
    const there = all.get(own)
    if (there !== undefined) return there
    const buckets = METRICS[name].kind === 'histogram' ? BUCKETS.map(() => 0) : null
    const made = { values: isFull ? others : values, value: 0, buckets, count: 0 }
    all.set(own, made)
    return made
  }

  #textOf(name: MetricName): string {
    const all = this.#series.get(name)
    if (all === undefined) return ''
    const { kind, help, labels }: Metric = METRICS[name]
    const lines = [`# HELP ${name} ${help.replaceAll('\\', '\\\\')}`, `# TYPE ${name} ${kind}`]
    for (const { values, value, buckets, count } of all.values()) {
      const pairs = labels.map((label, at) => `${label}="${escaped(values[at] ?? '')}"`)
      if (buckets === null) lines.push(`${name}${braced(pairs)} ${value}`)
      else {
        let sum = 0
        for (const [at, end] of BUCKETS.entries()) {
          sum += buckets[at]!
          lines.push(`${name}_bucket${braced([...pairs, `le="${end}"`])} ${sum}`)
        }
        lines.push(`${name}_bucket${braced([...pairs, 'le="+Inf"'])} ${count}`)
        lines.push(`${name}_sum${braced(pairs)} ${value}`, `${name}_count${braced(pairs)} ${count}`)
      }
    }
    return `${lines.join('\n')}\n`
  }
}

const OTHER = 'other'
const FOLDED = 'sallyport_folded_series_total'

const braced = (pairs: readonly string[]): string => (pairs.length === 0 ? '' : `{${pairs.join(',')}}`)

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
