// One playing of a server on the stage: it is started, asked what it offers, its tools are called, it is left alone, and it is ended.
import type { Host } from '../../../core/confine/plan.ts'
import { bound } from '../../../core/model/bounds.ts'
import type { Catalogue, Era } from '../../../core/model/catalogue.ts'
import type { Channel, Frame } from '../../../core/model/channel.ts'
import { Failure } from '../../../core/model/failure.ts'
import { NO_GRANTS } from '../../../core/model/grants.ts'
import { isObject, type JsonObject } from '../../../core/model/json.ts'
import type { Moment } from '../../../core/model/rehearsal.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { EVERY_CAPABILITY, modernMeta } from '../../../core/protocol/modern/meta.ts'
import type { Cue } from '../../../core/rehearsal/deeds.ts'
import { clockForChildren, movedClock, type Moved } from '../../../core/rehearsal/clock.ts'
import { replyTo } from '../../../core/rehearsal/reply.ts'
import { PORTS } from '../../../io/egress/sink/stage.ts'
import { markOf } from '../../../io/file/alive.ts'
import { askToEnd } from '../../../io/launch/ask-to-end.ts'
import { lineChannel } from '../../../io/transport/lines.ts'
import { ask, take, type Asker } from '../../look-at/client-role.ts'
import { takeCatalogue, type Call } from '../../gateway/offer/catalogue.ts'
import type { ResolvedTarget } from '../../resolve/world.ts'
import { commandOf as commandWords, startConfined, type Running } from '../../start.ts'
import { askAll, noReplies, PROJECT, within, type Asked, type Replies } from './asks.ts'
import type { Stage } from './stage.ts'

/** What one act is: who asks, in which era, and when. */
export type Act = {
  readonly name: string
  readonly era: Era
  readonly client: JsonObject
  readonly isLater: boolean
  /** More of its environment than it is given otherwise. */
  readonly hasKeys?: boolean
  readonly asks: Asked
}

export type Answer = Pick<Moment, 'during' | 'tool'> & { readonly bytes: Uint8Array }

export type Played = {
  readonly server: number
  readonly program: string
  readonly cues: readonly Cue[]
  /** What it offered at first, and after it was called. */
  readonly offered: readonly Catalogue[]
  readonly replies: Replies
  readonly answers: readonly Answer[]
  /** Why it did not come to its end; null: it did. What it did until then counts all the same. */
  readonly failed: Failure | null
  /** Whether its clock was ahead. */
  readonly isMoved: boolean
  /** What of it was not tried or not kept, in our words. */
  readonly missed: readonly string[]
}

const LIST_MS = 20_000
/** After all was asked; and for a client that asked less. */
const IDLE_MS = 3_000
const SHORT_MS = 500
/** Between the end of its input, the signal to end, and its end. */
const GRACE_MS = 1_000

export type Setting = {
  readonly stage: Stage
  readonly host: Host
  readonly env: Readonly<Record<string, string>>
  readonly args: readonly string[]
  readonly trace: string | null
}

/** Throws a Failure when no sandbox could be had for it. */
export async function play(resolved: ResolvedTarget, act: Act, setting: Setting): Promise<Played> {
  const { stage, host } = setting
  const cues: Cue[] = []
  const cue = (during: string, tool: string | null = null): void =>
    void cues.push({ act: act.name, during, tool, from: Date.now() / 1000 })
  const { argv, env, rehearsal, isMoved } = commandOf(resolved, act, setting)
  const confined = await startConfined(
    {
      purpose: 'server',
      argv,
      roots: resolved.roots,
      grants: NO_GRANTS,
      cwd: resolved.image?.cwd ?? 'home',
      env,
      rehearsal,
      ...(resolved.image && { image: resolved.image.root }),
    },
    host,
    async () => cue('the start'),
    { onAttempt: () => undefined, stage: stage.world.serve },
  )
  const answers: Answer[] = []
  const missed = new Set<string>()
  const channel = heard(lineChannel(confined.stdout, confined.stdin), (bytes) => {
    const { during, tool } = cues.at(-1)!
    if (bytes === null) missed.add('what stood in all of its answers: there were more than are kept')
    else answers.push({ during, tool, bytes })
  })
  const asker = ask(channel, (method, params) => replyTo(method, params, { project: PROJECT }))
  confined.exited.then(
    ({ code, signal }) => asker.abort(left(signal ?? `exit code ${code}`, confined.stderrTail())),
    asker.abort,
  )
  const offered: Catalogue[] = []
  const replies = noReplies()
  let failed: Failure | null = null
  try {
    cue('listing')
    offered.push(await within(LIST_MS, take(act.era, asker, act.client)))
    await askAll(offered[0]!, act.asks, { call: inEra(act, asker.call), cue, replies })
    cue('listing again')
    const again = await within(LIST_MS, listAgain(offered[0]!, act, asker)).catch(() => null)
    if (replies.silent.size > 0) missed.add(`what ${replies.silent.size} of its tools do: they gave no answer`)
    if (again === null) missed.add('what it offers once its tools were called: it did not say')
    else offered.push(again)
    cue('nothing was asked')
    await pause(act.asks.isAll ? IDLE_MS : SHORT_MS)
    cue('the end')
    await end(confined)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    failed = cause
  } finally {
    await confined.stop('the rehearsal is over')
  }
  const { pid: server } = confined
  return { server, program: argv[0], cues, offered, replies, answers, failed, isMoved, missed: [...missed] }
}

/** As clients do it (MCP 2025-11-25 basic/lifecycle): the input ends, then comes the signal; who stays is killed by whoever called. */
async function end({ stdin, exited, pid }: Running): Promise<void> {
  const mark = markOf(pid)
  const gone = exited.then(
    () => true,
    () => true,
  )
  stdin.end()
  if (await Promise.race([gone, pause(GRACE_MS)])) return
  askToEnd(mark)
  await Promise.race([gone, pause(GRACE_MS)])
}

/** Who asks, and in which revision, stands in each request of the modern era. */
const inEra =
  ({ era, client }: Act, call: Call): Call =>
  (method, params) =>
    call(method, era === 'modern' ? { ...params, _meta: modernMeta(EVERY_CAPABILITY, client) } : params)

/** On the same conversation: whoever opens it anew is another client. */
const listAgain = ({ capabilities, ...opening }: Catalogue, act: Act, asker: Asker): Promise<Catalogue> =>
  takeCatalogue({ ...opening, capabilities: isObject(capabilities) ? capabilities : {} }, inEra(act, asker.call))

function commandOf(resolved: ResolvedTarget, act: Act, { stage, env, args, trace }: Setting) {
  const argv = commandWords([...resolved.argv, ...args])
  const own = act.isLater ? movedClock(argv) : null
  const moved = act.isLater ? (own ?? clockForChildren(argv)) : null
  const place = onStage(stage, trace, moved, resolved.image?.authorities)
  const keys = act.hasKeys === true ? stage.keys : {}
  // A clock comes by the same way as what the server itself is given.
  const joined = (name: string, by: string): Record<string, string> => {
    const all = [moved?.env[name], env[name]].filter((value) => value !== undefined)
    return all.length === 0 ? {} : { [name]: all.join(by) }
  }
  // Whoever starts an image gives it variables in place of its own, secrets among them.
  const given = resolved.image === undefined ? { ...place.env, ...keys, ...env } : { ...env, ...keys, ...place.env }
  return {
    ...place,
    argv: moved?.argv ?? argv,
    env: { ...given, ...joined('PYTHONPATH', ':'), ...joined('NODE_OPTIONS', ' ') },
    isMoved: own !== null,
  }
}

/** Home, world and variables of whatever is played. */
export function onStage(
  { home, baits, world }: Stage,
  trace: string | null,
  moved: Moved | null,
  authorities: readonly string[] = [],
) {
  const variables = baits.filter(({ category }) => category === 'environment variables')
  const trusted = Object.fromEntries([AUTHORITY, ...authorities].map((path) => [path, world.authority]))
  const files = { ...trusted, ...moved?.files }
  return {
    env: { ...TRUST, ...Object.fromEntries(variables.map(({ place, text }) => [place, text])), ...moved?.env },
    rehearsal: { home, work: 'project', ports: PORTS, files, trace, isHurried: moved !== null },
  }
}

const AUTHORITY = '/etc/trust.pem'
/** Where the runtimes that bring their own authorities look for more of them. */
const TRUST = Object.fromEntries(
  ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'].map((name) => [
    name,
    AUTHORITY,
  ]),
)

const pause = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(resolve, ms, false))

const left = (how: string, stderr: string): Failure => {
  const lines = stderr.trim().split('\n')
  const telling = lines.find((line) => /error|missing|required|cannot|not found|usage/i.test(line)) ?? lines.at(-1)!
  const said = stderr.trim() === '' ? 'it said nothing' : `it said ${quote(untrusted(telling.trim()), 200)}`
  return new Failure('server-exited', `The server ended (${how}); ${said}`, {
    cause: stderr,
    fix: 'See what it lacks, confined, with `sallyport run --trust-once -- COMMAND`.',
  })
}

/** The same channel, with every frame of the server told before it is read; null: it is one too many to be kept. */
function heard(channel: Channel, onBytes: (bytes: Uint8Array | null) => void): Channel {
  let kept = 0
  async function* frames(): AsyncGenerator<Frame> {
    for await (const frame of channel.frames) {
      if (frame.kind === 'frame') {
        kept += frame.bytes.length
        onBytes(kept <= bound('rehearsal-answer-bytes') ? frame.bytes.slice() : null)
      }
      yield frame
    }
  }
  return { ...channel, frames: frames() }
}
