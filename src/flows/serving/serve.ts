// `serve`: one endpoint over HTTP for each approved server, from the first request to the last process. It is one more door:
// what passes is judged by the same guards as behind stdio.
import { setTimeout as sleep } from 'node:timers/promises'
import { bindingOf } from '../../core/identity/binding.ts'
import type { TlsSettings } from '../../core/identity/certificate/settings.ts'
import type { Expected } from '../../core/identity/expected.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { needsStore } from '../../core/model/secret-name.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { isLoopback, type Listen } from '../../core/protocol/http/authority.ts'
import { answerOf } from '../../core/protocol/http/refusals.ts'
import { readManaged } from '../../io/store/managed.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { httpToken } from '../../io/store/http-token.ts'
import { type HttpAsked, type HttpListener, listenHttp } from '../../io/transport/http/listener.ts'
import type { CertificateFault, Holder } from '../../core/identity/certificate/holder.ts'
import { certificateGate } from './certificate-gate.ts'
import { answer, type FrontWorld } from './front.ts'
import { type Gate, ownGate } from './gate.ts'
import { type GuardsWorld, newGuards, ONCE } from './guards.ts'
import { Keyring } from '../gateway-process/keyring.ts'
import type { House } from './house.ts'
import { ListsTold } from './lists-told.ts'
import { openHouse } from './open-house.ts'
import { takeOrders } from './orders.ts'
import { Readiness } from './readiness.ts'
import { readTls, TlsFiles, type TlsRead } from './tls-files.ts'
import { type Seen, Watch } from './watch.ts'
import { Watched, type WatchedSettings } from './watched.ts'

export type ServeDesk = Omit<GuardsWorld, 'unlocked'> & {
  /** Of this build: orders of another one do not come here. */
  readonly version: string
  readonly listen: Listen
  /** Whose tokens are taken; null: only that of this machine. */
  readonly identity: Expected | null
  /** What is shown and taken by TLS; null: plain HTTP. */
  readonly tls: TlsSettings | null
  /** Whether answers may be kept for others than who asked; absent: `off`. */
  readonly sharedCaches?: 'off' | 'on'
  /** What is counted and traced; absent: nothing. */
  readonly watched?: WatchedSettings
  /** Calls back when this process is asked to end. */
  readonly onEnd: (end: () => void) => void
  /** Calls back when it is asked to read its files again. */
  readonly onReload: (look: () => void) => void
}

/** 0: it was asked to end, and did. */
export async function serve(desk: ServeDesk): Promise<0> {
  const { listen, paths, say, identity, tls } = desk
  if (tls === null && !isLoopback(listen)) {
    throw new Failure('usage-invalid', `Plain HTTP is served on loopback alone, and ${listen.host} is not`, {
      fix: 'Leave --listen out, name an address such as 127.0.0.1:PORT, or give `tls` in config.yaml a certificate and its key.',
    })
  }
  await refuseUnknown(desk)
  const read = tls === null ? null : await readTls(tls, new Date())
  const token = identity === null && (tls?.clients ?? null) === null ? await httpToken(paths.keys) : null
  const watched = new Watched(desk.watched ?? NOT_WATCHED, say, tls !== null)
  const recorder = await openEvidence(paths)
  recorder.hide(token === null ? [] : [token])
  const ended = Promise.withResolvers<void>()
  const watch = new Watch(recorder.record, () => performance.now(), watched.refused)
  const fail = (cause: unknown): void => {
    desk.explain(cause)
    say(cause instanceof Failure ? cause.words : 'Sallyport met an error of its own; it goes on with the others.')
    // What cannot be written down must not be answered either.
    if (cause instanceof Failure && cause.code === 'record-failed') ended.resolve()
  }
  const lists = new ListsTold(recorder.record, say)
  const keyring = new Keyring({ now: () => performance.now(), date: () => Date.now() })
  const guards = newGuards(watched.guards({ ...desk, unlocked: () => keyring.key(), lists }))
  const { house, settle } = openHouse(guards, watch, recorder.record, fail, desk.sharedCaches === 'on')
  const files =
    read === null ? null : new TlsFiles(tls!, read, { date: () => new Date(), record: recorder.record, say, fail })
  const gate = await gateOf(token, files, desk)
  const named = identity === null ? [listen.host] : [listen.host, new URL(identity.resource).hostname]
  const ownHosts = (): readonly string[] => [...named, ...(files?.now.hosts ?? [])]
  const readiness = readinessOf(desk, { house, gate, files })
  const missing = (): Promise<readonly string[]> => readiness.missing()
  const front: Omit<FrontWorld, 'openReplies' | 'ownHosts'> = {
    ...{ gate, guards, house, watch, missing, tracing: watched.tracing },
  }
  let unfollow = (): void => undefined
  const { sessions } = guards
  const endOrders = await takeOrders({ paths, keyring, sessions }, desk.version)
  try {
    const listener: HttpListener = await listenHttp(listen, {
      ask: (asked) =>
        void take(asked, { ...front, ownHosts: ownHosts(), openReplies: (of) => listener.openReplies(of) }, fail),
      refused: (why, what = '') => tried(() => watch.see(why, '', what), fail),
      secure: files === null ? null : { shown: files.now.shown, judge: (one) => faultOf(files.holderOf(one)) },
    })
    const refused = (why: Seen): void => tried(() => watch.see(why), fail)
    await watched.open({ house, listener, files, readiness, refused, fail }, paths, say)
    const show = ({ shown }: TlsRead): void => {
      listener.show(shown)
      watched.show(files!)
    }
    unfollow = files?.follow(show) ?? unfollow
    files?.warn()
    desk.onEnd(ended.resolve)
    desk.onReload(() => {
      say(RELOADED)
      files?.look()
    })
    await greet(desk, listener.port)
    await ended.promise
    say('Ending: what is under way is answered first.')
    listener.stop()
    await house.close()
    await drained(listener)
    await listener.close()
  } finally {
    unfollow()
    await endOrders()
    await house.close()
    await watched.close()
    for (const one of [() => watch.settle(), settle]) tried(one, fail)
    await recorder.close()
  }
  return 0
}

/** Each guard, each session and the port follow their files by themselves. */
const RELOADED =
  'Asked to read its files again: approvals, grants, the policy and the files of `tls` are followed all the time; config.yaml counts for sessions that begin now, and what it says of `serve` itself from the next start on.'

const NOT_WATCHED: WatchedSettings = { metrics: 'off', traces: 'off', version: '' }

function readinessOf(
  { paths, readSettings, explain }: ServeDesk,
  { house, gate, files }: { readonly house: House; readonly gate: Gate; readonly files: TlsFiles | null },
): Readiness {
  return new Readiness({
    isEnding: () => house.isEnding,
    settings: readSettings,
    // Nothing starts where one of them cannot be read.
    approvals: () => Promise.all([openLock(paths).read(), readManaged(paths.managed)]),
    issuer: gate.isAble,
    certificate: () => files === null || Date.now() < files.now.until,
    evidence: paths.evidence,
    now: () => performance.now(),
    explain,
  })
}

const faultOf = (holder: Holder | CertificateFault): CertificateFault | null =>
  typeof holder === 'string' ? holder : null

/** `token`: that of this machine, where it opens. */
async function gateOf(token: string | null, files: TlsFiles | null, desk: ServeDesk): Promise<Gate> {
  if (token !== null) return ownGate(token)
  const tokens = desk.identity === null ? null : await tokenGate(desk.identity, desk)
  if ((files?.settings.clients ?? null) === null) return tokens!
  return certificateGate(files!, () => new Date(), tokens)
}

async function tokenGate(identity: Expected, { tls, say, explain }: ServeDesk): Promise<Gate> {
  const { issuerGate } = await import('./issuer-gate.ts')
  return issuerGate(identity, {
    binding: bindingOf(identity, tls?.clients ?? null),
    now: () => performance.now(),
    date: () => new Date(),
    failed: (failure) => {
      explain(failure)
      say(`${failure.words} Requests are refused while there are no keys.`)
    },
  })
}

async function take(asked: HttpAsked, world: FrontWorld, fail: (cause: unknown) => void): Promise<void> {
  try {
    await answer(asked, world)
  } catch (cause) {
    fail(cause)
    asked.reply.answer(answerOf('internal'))
  }
}

function tried(act: () => void, fail: (cause: unknown) => void): void {
  try {
    act()
  } catch (cause) {
    fail(cause)
  }
}

/** The last words are read, within a bound. */
async function drained(listener: HttpListener): Promise<void> {
  const until = performance.now() + bound('drain-ms')
  while (listener.openReplies() > 0 && performance.now() < until) await sleep(20)
}

async function refuseUnknown({ serves, paths }: ServeDesk): Promise<void> {
  if ('once' in serves || serves.names === null) return
  const { pins } = await openLock(paths).read()
  const unknown = serves.names.find((name) => !Object.hasOwn(pins, name))
  if (unknown === undefined) return
  throw new Failure('name-unknown', `No approved server is called ${quote(untrusted(unknown))}`, {
    fix: 'List the approved ones with `sallyport status`, or approve it first.',
  })
}

async function greet(desk: ServeDesk, port: number): Promise<void> {
  const { serves, listen, identity, tls, say } = desk
  const pins = 'once' in serves ? {} : (await openLock(desk.paths).read()).pins
  const names = 'once' in serves ? [ONCE] : (serves.names ?? Object.keys(pins).toSorted())
  const { path } = listen
  const base = `${tls === null ? 'http' : 'https'}://${listen.host}${path === undefined ? `:${port}` : ''}`
  const where = path === undefined ? base : `unix:${quote(untrusted(path), 400)}, which clients call ${base}`
  const certificate =
    (tls?.clients ?? null) === null ? '' : ` Clients show a certificate of the authority in ${tls!.clients!.ca}.`
  const tokens =
    identity === null
      ? ' Clients send the token that `sallyport serve --show-token` prints.'
      : ` Clients get tokens from ${identity.issuer}, for ${identity.resource}.`
  say(`Listening on ${where}.${certificate}${identity === null && certificate !== '' ? '' : tokens}`)
  if (names.length === 0)
    say('No server is approved yet. `sallyport approve NAME -- COMMAND` adds one while this runs.')
  if (!('once' in serves)) say(`${base}/mcp (all of them together)`)
  for (const name of names) say(`${base}/s/${encodeURIComponent(name)}/mcp`)
  const locked = names.filter((name) => Object.hasOwn(pins, name) && needsStore(pins[name]!.grants))
  if (locked.length > 0 && (await desk.readSettings()).settings.secretsKey === 'ask')
    say(
      `Locked until the next \`sallyport secrets unlock\`, as secrets or logins of the store are used for: ${locked.join(', ')}`,
    )
}
