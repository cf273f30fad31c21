// `lab run`: plays attacks, each in an arena of its own and a few at a time, and gathers what came of them.
import { randomBytes } from 'node:crypto'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { baitVariables } from '../../core/lab/bait.ts'
import type { Attack, AttackResult, Column } from '../../core/model/lab.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Order } from './act.ts'
import { enter } from './arena.ts'

export type LabWorld = {
  /** What starts one act: the program and its first arguments. */
  readonly program: readonly string[]
  /** The fixtures that are published with us. */
  readonly fixtures: string
  readonly users: Order['users']
  /** One line, safe to print. */
  readonly progress: (text: string) => void
}

export async function playAll(
  attacks: readonly Attack[],
  columns: readonly Column[],
  world: LabWorld,
): Promise<readonly AttackResult[]> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-lab-')))
  try {
    const results = new Map<Attack, AttackResult>()
    const waiting = [...attacks]
    const worker = async (): Promise<void> => {
      for (let attack = waiting.shift(); attack !== undefined; attack = waiting.shift()) {
        results.set(attack, await playOne(attack, columns, folder, world))
      }
    }
    await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker))
    return attacks.map((attack) => results.get(attack)!)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** An attack takes seconds; on a machine with much else to do, minutes. */
const LONGEST_MS = 10 * 60_000

async function playOne(
  attack: Attack,
  columns: readonly Column[],
  folder: string,
  { program, fixtures, users, progress }: LabWorld,
): Promise<AttackResult> {
  const nonce = randomBytes(6).toString('hex')
  const order: Order = { attack, columns, folder, fixtures, nonce, users }
  const env = { ...process.env, ...baitVariables(nonce) }
  const child = await enter({ sink: join(fixtures, 'sink.mjs'), program, env })
  child.stdin!.on('error', () => undefined).end(JSON.stringify(order))
  const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  // The sink goes when nobody holds its lifeline any more, and with it what keeps our ends open.
  child.once('close', () => child.stdio[3]?.destroy()).once('exit', () => child.stdio[3]?.destroy())
  const [answer, said] = await Promise.all([text(child.stdout!), gathered(child.stderr!, progress)])
  clearTimeout(late)
  try {
    return JSON.parse(answer) as AttackResult
  } catch {
    return troubled(attack, said)
  }
}

const troubled = (attack: Attack, said: string): AttackResult => ({
  attack,
  variants: attack.variants.map((variant) => ({ variant, control: null, runs: {} })),
  twin: { control: null, runs: {} },
  trouble: quote(untrusted(said.trim().split('\n').slice(-3).join(' ')), 600),
})

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
