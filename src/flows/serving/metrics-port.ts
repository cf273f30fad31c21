// The port for those who watch: metrics for whoever has the token for them, and health for anybody. It is apart from that of clients, so
// that neither needs what the other shows, and a client that fills the one leaves the other free.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readdirSync } from 'node:fs'
import { answerOf, type HttpRefusal } from '../../core/protocol/http/refusals.ts'
import { isLoopback, isOurHost, type Listen } from '../../core/protocol/http/authority.ts'
import { bearerOf } from '../../core/protocol/http/media.ts'
import type { Meter } from '../../core/telemetry/meter.ts'
import { checkOf } from '../../io/store/http-token.ts'
import { type HttpAsked, type HttpListener, listenHttp } from '../../io/transport/http/listener.ts'
import type { Secure } from '../../io/transport/http/secure.ts'
import { HEALTHY, readinessPage } from './health.ts'
import type { Readiness } from './readiness.ts'

export type MetricsWorld = {
  readonly listen: Listen
  readonly token: string
  readonly secure: Secure | null
  readonly hosts: () => readonly string[]
  readonly meter: Meter
  readonly readiness: Readiness
  /** Sets what is only known when somebody asks. */
  readonly gather: () => void
  readonly refused: (why: HttpRefusal) => void
  readonly fail: (cause: unknown) => void
}

export async function openMetrics(world: MetricsWorld): Promise<HttpListener & { readonly address: string }> {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const { listen, secure, refused, fail } = world
  const opened = { ...world, isToken: checkOf(world.token) }
  const ask = (asked: HttpAsked): void => {
    answered(asked, opened, delay).then(
      (why) => why !== null && refuse(asked, why, refused),
      (cause: unknown) => {
        fail(cause)
        asked.reply.answer(answerOf('internal'))
      },
    )
  }
  const listener = await listenHttp(listen, { ask, refused, secure })
  const scheme = secure === null ? 'http' : 'https'
  return {
    ...listener,
    close: async () => {
      delay.disable()
      await listener.close()
    },
    address: `${scheme}://${listen.host}:${listener.port}`,
  }
}

function refuse({ reply }: HttpAsked, why: HttpRefusal, refused: (why: HttpRefusal) => void): void {
  refused(why)
  reply.answer(answerOf(why))
}

type Delay = ReturnType<typeof monitorEventLoopDelay>

type Opened = MetricsWorld & { readonly isToken: (given: string) => boolean }

async function answered(asked: HttpAsked, world: Opened, delay: Delay): Promise<HttpRefusal | null> {
  const { verb, target, headers, doubled, reply } = asked
  const { hosts, isToken, meter, readiness } = world
  if (doubled.some((name) => name === 'host' || name === 'authorization')) return 'header-twice'
  if (!hosts().some((own) => isOurHost(headers['host'], own))) return 'host-foreign'
  const path = target.split('?', 1)[0]
  if (path !== '/metrics' && path !== '/healthz' && path !== '/readyz') return 'path-unknown'
  if (verb !== 'GET') return 'verb-refused'
  if (path !== '/metrics') {
    reply.answer(path === '/healthz' ? HEALTHY : readinessPage(await readiness.missing()))
    return null
  }
  const given = bearerOf(headers['authorization'])
  if (given === null || !isToken(given)) return 'metrics-unauthorized'
  meter.set('sallyport_ready', [], (await readiness.missing()).length === 0 ? 1 : 0)
  world.gather()
  ofProcess(meter, delay)
  const type = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
  reply.answer({ status: 200, headers: type, body: new TextEncoder().encode(meter.text) })
  return null
}

function ofProcess(meter: Meter, delay: Delay): void {
  const { user, system } = process.cpuUsage()
  meter.set('process_resident_memory_bytes', [], process.memoryUsage.rss())
  meter.set('process_cpu_seconds_total', [], (user + system) / 1_000_000)
  meter.set('process_start_time_seconds', [], Math.round(performance.timeOrigin / 1_000))
  meter.set('process_open_fds', [], openFiles())
  meter.set('nodejs_eventloop_delay_p99_seconds', [], delay.percentile(99) / 1_000_000_000)
  delay.reset()
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}

/** The port of metrics in plain HTTP is for programs of this machine. */
export const mayListen = (listen: Listen, isSecure: boolean): boolean => isSecure || isLoopback(listen)
