// What a command line does that nobody wants done by a tool without being asked: whatever program does it.
import { isSecretFile, isStartFile } from '../secret-file.ts'
import { isInterpreter, nameOf } from './programs.ts'
import { decodes, fetches, isMadeName, opensDoor, readsInput, readsSecret, runsFetch, savedBy, sends } from './reach.ts'
import { DISK, destroys } from './ruin.ts'
import { scan } from './scan.ts'
import { everyPipeline, type Command, type Pipeline, type Word } from './script.ts'
import { started } from './started.ts'

export type Danger = 'runs-download' | 'destroys' | 'sends-secret' | 'opens-door' | 'reads-secret' | 'stays'

export type Found = { readonly danger: Danger; readonly why: string }

/** The gravest first. */
export function dangersOf(pipelines: readonly Pipeline[], depth = 0): Found[] {
  const found: Found[] = []
  const fetched: string[] = []
  for (const pipeline of everyPipeline(pipelines)) {
    found.push(...inPipeline(pipeline))
    for (const command of pipeline) {
      found.push(...inCommand(command, fetched))
      if (fetched.length < MOST_FILES) fetched.push(...savedBy(command))
      const script = depth < DEEPEST ? scriptOf(command) : null
      if (script !== null) found.push(...dangersOf(scan(script), depth + 1))
    }
  }
  return found.toSorted((a, b) => GRAVEST.indexOf(a.danger) - GRAVEST.indexOf(b.danger))
}

const DEEPEST = 3
const MOST_FILES = 16

/** `bash -c "…"`: what is in the quotes is run like a line of its own. */
function scriptOf(command: Command): string | null {
  const { program, args } = started(command)
  if (!/^(?:ash|ba|da|k|z)?sh$|^(?:pwsh|powershell|cmd|eval|su)$/.test(program)) return null
  if (program === 'eval') return args.map(({ text }) => text).join(' ')
  const flag = args.findIndex(({ text }) => /^-\w*c$|^-command$|^\/c$/i.test(text))
  return flag < 0 ? null : (args[flag + 1]?.text ?? null)
}

const GRAVEST: readonly Danger[] = ['destroys', 'opens-door', 'sends-secret', 'runs-download', 'stays', 'reads-secret']

function* inPipeline(pipeline: Pipeline): Generator<Found> {
  const before = { fetches: false, decodes: false, reads: false }
  for (const command of pipeline) {
    const { program, args } = started(command)
    if (isInterpreter(program) && (before.fetches || before.decodes) && readsInput(program, args))
      yield { danger: 'runs-download', why: `hands what it ${before.fetches ? 'downloads' : 'decodes'} to ${program}` }
    if (before.reads && sends(program, args))
      yield { danger: 'sends-secret', why: `sends what it reads with ${program}` }
    before.fetches ||= fetches(program, args)
    before.decodes ||= decodes(program, args)
    before.reads ||= readsSecret(command)
  }
}

function* inCommand(command: Command, fetched: readonly string[]): Generator<Found> {
  const { program, args } = started(command)
  const texts = args.map(({ text }) => text)
  const line = texts.join(' ')
  const destroyed = destroys(program, texts, line)
  if (destroyed !== null) yield { danger: 'destroys', why: destroyed }
  if (opensDoor(program, texts, line)) yield OPENS
  yield* writes(command, program, texts)
  yield* runs(program, args, fetched)
  yield* tells(program, args)
}

const OPENS: Found = { danger: 'opens-door', why: 'connects a shell to the network' }
const STAYS: Found = { danger: 'stays', why: 'writes to a file that runs by itself or lets somebody in' }
const SOCKET = /\/dev\/(?:tcp|udp)\//

function* writes({ redirects }: Command, program: string, texts: readonly string[]): Generator<Found> {
  for (const { sign, to } of redirects) {
    if (!sign.includes('>')) continue
    if (DISK.test(to.text)) yield { danger: 'destroys', why: 'writes over a disk' }
    if (isStartFile(to.text)) yield STAYS
    if (SOCKET.test(to.text)) yield OPENS
  }
  if (/^(?:tee|cp|mv|install|ln)$/.test(program) && isStartFile(texts.at(-1) ?? '')) yield STAYS
  if (isInterpreter(program) && texts.some((text) => SOCKET.test(text))) yield OPENS
}

function* runs(program: string, args: readonly Word[], fetched: readonly string[]): Generator<Found> {
  const takesScript = isInterpreter(program) || program === 'eval' || program === 'source'
  if (takesScript && args.some(({ runs }) => runsFetch(runs)))
    yield { danger: 'runs-download', why: `runs what it downloads with ${program}` }
  const isRun = (file: string): boolean =>
    nameOf(file) === program || (isInterpreter(program) && args.some(({ text }) => text === file))
  if (fetched.some(isRun)) yield { danger: 'runs-download', why: 'runs what it downloaded before' }
}

/** Programs that only name a file, or look for it. */
const NAMES = /^(?:echo|printf|ls|test|\[|stat|grep|rg|find|chmod|man)$/

function* tells(program: string, args: readonly Word[]): Generator<Found> {
  const isSecret = args.some(({ text }) => isSecretFile(text.replace(/^@/, '')))
  const readsOne = args.some(({ runs }) => runs.some((one) => one.some(readsSecret)))
  if (sends(program, args) && (isSecret || readsOne))
    yield { danger: 'sends-secret', why: `sends what it reads with ${program}` }
  else if (isSecret && !NAMES.test(program)) yield { danger: 'reads-secret', why: 'names a file that holds secrets' }
  if (/^(?:dig|nslookup|host|drill|ping|curl|wget)$/.test(program) && args.some(isMadeName))
    yield { danger: 'sends-secret', why: 'asks for a name that a command makes' }
}
