// `lab run`: plays attacks, each in an arena of its own and a few at a time, and gathers what came of them.
import { randomBytes } from 'node:crypto'
import type { ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { diagnose } from '../../core/confine/diagnose.ts'
import { baitVariables } from '../../core/lab/bait.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Attack, AttackResult, Column } from '../../core/model/lab.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Order } from './act.ts'
import { enter } from './arena.ts'
import { openScratch } from '../scratch.ts'

export type LabWorld = {
  /** What starts one act: the program and its first arguments. */
  readonly program: readonly string[]
  /** The fixtures that are published with us. */
  readonly fixtures: string
  readonly users: Order['users']
  /** One line, safe to print. */
  readonly progress: (text: string) => void
  /** Calls back when this process is asked to end. */
  readonly onEnd: (end: () => void) => void
}

export async function playAll(
  attacks: readonly Attack[],
  columns: readonly Column[],
  world: LabWorld,
): Promise<readonly AttackResult[]> {
  if (process.platform !== 'linux') {
    throw new Failure('backend-unsupported', `Attacks are not played on ${process.platform}: nothing would stop them`)
  }
  const { folder, close } = await openScratch('sallyport-lab-')
  const playing = new Set<ChildProcess>()
  const waiting = [...attacks]
  world.onEnd(() => {
    waiting.length = 0
    for (const child of playing) child.kill('SIGKILL')
  })
  try {
    const results = new Map<Attack, AttackResult>()
    const worker = async (): Promise<void> => {
      for (let attack = waiting.shift(); attack !== undefined; attack = waiting.shift()) {
        results.set(attack, await playOne(attack, columns, folder, playing, world))
      }
    }
    // Each of them waits for other processes half of its time.
    await Promise.all(Array.from({ length: Math.min(4, 2 * availableParallelism()) }, worker))
    return attacks.map((attack) => results.get(attack) ?? troubled(attack, 'The lab was asked to end.'))
  } finally {
    await close()
  }
}

async function playOne(
  attack: Attack,
  columns: readonly Column[],
  folder: string,
  playing: Set<ChildProcess>,
  { program, fixtures, users, progress }: LabWorld,
): Promise<AttackResult> {
  const nonce = randomBytes(6).toString('hex')
  const order: Order = { id: attack.id, columns, folder, nonce, users }
  const env = { ...process.env, ...baitVariables(nonce) }
  const child = await enter({ sink: join(fixtures, 'sink.mjs'), folder, program, env })
  playing.add(child)
  child.stdin!.on('error', () => undefined).end(JSON.stringify(order))
  const late = setTimeout(() => child.kill('SIGKILL'), bound('lab-attack-ms'))
  // The sink goes when nobody holds its lifeline any more, and with it what keeps our ends open.
  child.once('close', () => child.stdio[3]?.destroy()).once('exit', () => child.stdio[3]?.destroy())
  const [answer, said] = await Promise.all([text(child.stdout!), gathered(child.stderr!, progress)])
  clearTimeout(late)
  playing.delete(child)
  try {
    return JSON.parse(answer) as AttackResult
  } catch {
    return troubled(attack, why(said))
  }
}

const troubled = (attack: Attack, trouble: string): AttackResult => ({
  attack,
  variants: attack.variants.map((variant) => ({ variant, control: null, runs: {} })),
  twin: { control: null, runs: {} },
  trouble,
})

/** The network of the lab may be what this machine forbids; then the words are those of its own tools. */
function why(said: string): string {
  if (/^bwrap: /m.test(said)) {
    const { message, fix } = diagnose(said, null)
    return `${message} ${fix}`
  }
  return quote(untrusted(said.trim().split('\n').slice(-3).join(' ')), 600)
}

/** Lines of progress are passed on; the last of the rest are kept, for when it fails. */
async function gathered(stream: NodeJS.ReadableStream, progress: (text: string) => void): Promise<string> {
  const rest: string[] = []
  let line = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const parts = (line + String(chunk)).split('\n')
    line = parts.pop() ?? ''
    for (const part of parts) {
      if (part.startsWith('… ')) progress(part.slice(2))
      else rest.push(part)
    }
  }
  return [...rest, line].slice(-20).join('\n')
}
