// `baseline`: what was learned of the tools of a server. `baseline reset`: forgets it, recorded first, because until it is learned
// anew nothing of that server is compared.
import { SETS, SIZES } from '../core/baseline/features.ts'
import { type Summary, summaryOf } from '../core/baseline/summary.ts'
import { isServerName } from '../core/lock/shape.ts'
import { bound } from '../core/model/bounds.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { UNCHANGED } from '../flows/outcome.ts'
import { readBaseline, resetBaseline } from '../io/store/baseline.ts'
import { openLock } from '../io/store/lockfile.ts'
import type { Args, ExitCode } from './command.ts'
import { deskOf, printOutcome } from './desk.ts'
import { inkFor, jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runBaseline({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [first, second] = positional
  if (first === 'reset' && second !== undefined) return reset(await known(second, world), options, world)
  if (second !== undefined)
    throw new Failure('usage-invalid', `baseline knows no ${quote(untrusted(first ?? ''))}`, {
      fix: 'Type `sallyport baseline [NAME]` or `sallyport baseline reset NAME`.',
    })
  if (first === 'reset' && !(await approved(world)).includes(first))
    throw new Failure('usage-invalid', '`baseline reset` needs the NAME of a server', {
      fix: 'Type `sallyport baseline reset NAME`; `sallyport status` lists the names.',
    })
  const names = first === undefined ? await approved(world) : [await known(first, world)]
  return show(names, options['json'] === true, world)
}

const approved = async ({ paths }: World): Promise<readonly string[]> =>
  Object.keys((await openLock(paths).read()).pins).toSorted()

async function known(name: string, world: World): Promise<string> {
  if (isServerName(name) && (await approved(world)).includes(name)) return name
  throw new Failure('name-unknown', `No approved server is called ${quote(untrusted(name))}`)
}

type Learned = { readonly server: string; readonly tools: readonly Summary[] }

async function show(names: readonly string[], isJson: boolean, world: World): Promise<ExitCode> {
  const { paths, stdout } = world
  const { baselines: mode } = await world.config()
  const servers: Learned[] = []
  for (const server of names) {
    const learned = await readBaseline(paths.state, server)
    const tools = [...learned].map(([tool, one]) => summaryOf(tool, one))
    servers.push({ server, tools: tools.toSorted((one, other) => (one.tool < other.tool ? -1 : 1)) })
  }
  stdout.write(isJson ? jsonLine('baseline', { mode, servers }) : textOf(servers, mode, world))
  return 0
}

const MEANS = {
  off: '`baselines: off`: nothing is learned or compared',
  learn: '`baselines: learn`: what is unusual is told',
  enforce: '`baselines: enforce`: a person is asked about an unusual call, and an unusual result is told',
} as const

function textOf(servers: readonly Learned[], mode: keyof typeof MEANS, { stdout, env }: World): string {
  const ink = inkFor(stdout, env)
  const blocks = servers.flatMap(({ server, tools }) =>
    tools.length === 0
      ? [`${ink.strong(server)}  nothing was learned yet\n`]
      : tools.map((tool) => `${ink.strong(server)}  ${toolText(tool)}`),
  )
  const none = servers.length === 0 ? 'No server is approved.\n' : ''
  return `${none}${blocks.join('')}${ink.faint(MEANS[mode])}\n`
}

function toolText({ tool, calls, isLearning, sizes, sets }: Summary): string {
  const state = isLearning ? '' : ', and no more are learned'
  const lines = [
    ...sizes.map(
      ({ name, low, median, high, count, isCompared }) =>
        `${name.padEnd(15)} ${low} to ${high} ${SIZES[name].unit}, the median of ${count} is about ${median}${isCompared ? '' : `: compared from ${bound(SIZES[name].from)} on`}`,
    ),
    ...sets.map((set) => `${set.name.padEnd(15)} ${setText(set)}`),
  ]
  return `${quote(untrusted(tool))}  ${callsOf(calls)}${state}\n${lines.map((line) => `  ${line}\n`).join('')}`
}

const callsOf = (count: number): string => (count === 1 ? '1 call' : `${count} calls`)

const SHOWN = 8

function setText({ name, members, quiet, isFull, isCompared }: Summary['sets'][number]): string {
  const shown = members.slice(0, SHOWN).map((one) => quote(untrusted(one)))
  const more = members.length > SHOWN ? [`and ${members.length - SHOWN} more`] : []
  const what = members.length === 0 ? `no ${SETS[name].one}` : [...shown, ...more].join(', ')
  if (isFull) return `${what}: too many to be compared`
  return `${what}${isCompared ? '' : `: not compared yet, nothing new in the last ${callsOf(quiet)}`}`
}

async function reset(name: string, options: Args['options'], world: World): Promise<ExitCode> {
  const { paths } = world
  const json = options['json'] === true
  const desk = deskOf(world, { yes: options['yes'] === true, json })
  const agreed = await desk.consent(`Forget what is usual for ${name}, and learn it anew?`, name)
  if (!agreed.given) {
    const why = [`What is usual for ${name} was not forgotten: ${agreed.why}`]
    return printOutcome('baseline-reset', name, { kind: 'refused', why, next: UNCHANGED }, json, world)
  }
  const recorder = await desk.openRecorder()
  try {
    await recorder.durable({ type: 'change', command: 'baseline-reset', server: name, by: desk.by, detail: agreed.how })
    const wasThere = await resetBaseline(paths.state, name)
    const text = wasThere
      ? `forgot what is usual for ${name}; it is learned anew from its next run on\n`
      : `nothing was learned of ${name} yet\n`
    return printOutcome('baseline-reset', name, { kind: 'done', text }, json, world)
  } finally {
    await recorder.close()
  }
}
