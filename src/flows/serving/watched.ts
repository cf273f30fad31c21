// What is watched while `serve` runs: metrics on a port of their own, and traces that go to a collector. Where neither is wanted,
// nothing is counted and nothing measured.
import { type Listen, readListen } from '../../core/protocol/http/authority.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Paths } from '../../core/model/paths.ts'
import { Meter } from '../../core/telemetry/meter.ts'
import { httpToken } from '../../io/store/http-token.ts'
import { Collector } from '../../io/telemetry/collector.ts'
import type { HttpListener } from '../../io/transport/http/listener.ts'
import { guardWorld } from '../guard-world.ts'
import type { Turns } from '../gateway/budget/turns.ts'
import { counting, measure } from './counted.ts'
import type { GuardsWorld } from './guards.ts'
import type { House } from './house.ts'
import { mayListen, openMetrics } from './metrics-port.ts'
import type { Readiness } from './readiness.ts'
import type { TlsFiles } from './tls-files.ts'
import { Tracing } from './tracing.ts'
import type { Seen } from './watch.ts'

/** As in config.yaml; `off` where nobody wants it. */
export type WatchedSettings = { readonly metrics: string; readonly traces: string; readonly version: string }

export type WatchedParts = {
  readonly house: House
  readonly listener: HttpListener
  readonly files: TlsFiles | null
  readonly readiness: Readiness
  readonly refused: (why: Seen) => void
  readonly fail: (cause: unknown) => void
}

export class Watched {
  readonly #listen: Listen | null
  readonly #meter: Meter | null
  readonly #collector: Collector | null
  readonly tracing: Tracing | null
  #turns: Turns | null = null
  #port: HttpListener | null = null

  /** Throws what cannot be listened on. */
  constructor({ metrics, traces, version }: WatchedSettings, say: (line: string) => void, isSecure: boolean) {
    this.#listen = metrics === 'off' ? null : readListen(metrics)
    if (this.#listen !== null && !mayListen(this.#listen, isSecure)) {
      throw new Failure('config-invalid', `Metrics are shown in plain HTTP on loopback alone, and ${metrics} is not`, {
        fix: 'Name an address such as 127.0.0.1:9464 for `metrics` in config.yaml, or give `tls` a certificate and its key.',
      })
    }
    this.#meter = this.#listen === null ? null : new Meter()
    this.#collector =
      traces === 'off' ? null : new Collector({ endpoint: traces, version, changed: telling(traces, say) })
    this.tracing = this.#collector === null ? null : new Tracing(this.#collector)
  }

  /** The guards tell what happens there, if anybody wants to know. */
  guards(world: GuardsWorld): GuardsWorld {
    const [meter, tracing] = [this.#meter, this.tracing]
    if (meter === null && tracing === null) return world
    return {
      ...world,
      worldOf: (at, given) => {
        this.#turns = given.shared.turns
        const made = world.worldOf?.(at, given) ?? guardWorld(given.place, given.shared)
        return {
          ...made,
          openRecorder: async () => {
            const recorder = await made.openRecorder()
            return meter === null ? recorder : counting(recorder, meter)
          },
          see: (sighting) => {
            if (meter !== null) measure(sighting, meter)
            tracing?.see(sighting)
          },
        }
      },
    }
  }

  /** Of what was refused before any guard. */
  readonly refused = (why: Seen, isWritten: boolean): void => {
    this.#meter?.add('sallyport_http_refused_total', [why])
    if (!isWritten) this.#meter?.add('sallyport_unwritten_faults_total')
  }

  async open(parts: WatchedParts, paths: Pick<Paths, 'keys'>, say: (line: string) => void): Promise<void> {
    const [listen, meter] = [this.#listen, this.#meter]
    if (listen === null || meter === null) return
    const { files, readiness, refused, fail } = parts
    const port = await openMetrics({
      ...{ listen, meter, readiness, refused, fail },
      token: await httpToken(paths.keys, 'metrics'),
      // Whoever watches has a token for it, and seldom a certificate.
      secure: files === null ? null : { shown: withoutClients(files), judge: () => null },
      hosts: () => [listen.host, ...(files?.now.hosts ?? [])],
      gather: () => this.#gather(parts, meter),
    }).catch((cause: unknown) => {
      if (!(cause instanceof Failure) || cause.code !== 'listen-failed') throw cause
      const fix = 'Name another port for `metrics` in config.yaml, or end the program that listens there.'
      throw new Failure(cause.code, cause.message, { cause, fix })
    })
    this.#port = port
    say(
      `Metrics are at ${port.address}/metrics, for whoever has the token that \`sallyport serve --show-metrics-token\` prints.`,
    )
  }

  /** The certificate was renewed. */
  show(files: TlsFiles): void {
    this.#port?.show(withoutClients(files))
  }

  async close(): Promise<void> {
    await Promise.all([this.#port?.close(), this.#collector?.close()])
  }

  #gather({ house, listener, files }: WatchedParts, meter: Meter): void {
    const { legacy, modern } = house.counts
    meter.set('sallyport_sessions', ['legacy'], legacy)
    meter.set('sallyport_sessions', ['modern'], modern)
    meter.set('sallyport_queue', ['waiting'], this.#turns?.waiting ?? 0)
    meter.set('sallyport_queue', ['under_way'], this.#turns?.underWay ?? 0)
    meter.set('sallyport_open_replies', [], listener.openReplies())
    meter.set('sallyport_connections', [], listener.connections())
    if (files !== null) {
      meter.set('sallyport_certificate_end_seconds', [], files.now.until / 1_000)
      for (const [outcome, count] of Object.entries(files.counts))
        meter.set('sallyport_tls_changes_total', [outcome], count)
    }
    if (this.#collector !== null) {
      for (const [outcome, count] of Object.entries(this.#collector.counts))
        meter.set('sallyport_spans_total', [outcome], count)
    }
  }
}

const withoutClients = ({ now: { shown } }: TlsFiles) => ({ ...shown, ca: null, crl: null })

const telling =
  (endpoint: string, say: (line: string) => void) =>
  (why: string | null): void =>
    say(
      why === null
        ? `The collector at ${quote(untrusted(endpoint), 400)} takes traces again.`
        : `The collector at ${quote(untrusted(endpoint), 400)} does not take traces (${why}). They are dropped and counted; no call waits for it.`,
    )
