// Reads the report of the start script. Only a plain "cannot" for every denied thing counts; silence never does.
import { quote, untrusted } from '../model/untrusted.ts'
import { kernelLimits } from './limits.ts'
import { shellWord } from '../text/shell-word.ts'
import { carriedWords } from './environment.ts'
import { INSIDE, type Bind, type Plan, type Refused } from './plan.ts'
import { pipesProof } from './pipes.ts'
import { startPlacesProof } from './start-places.ts'
import { START_SCRIPT } from './start-script.ts'

/** Where the probes aim: all of it live outside while the script runs. */
export type Targets = {
  readonly bait: string
  readonly scratch: string
}

/** On the host's loopback. */
export type Ports = { readonly tcp: number; readonly udp: number }

/** What tells the script that these are open, and that it may try them. */
export const portsLine = ({ tcp, udp }: Ports): string => `${tcp} ${udp}\n`

export type Proven = { readonly ok: true; readonly proofs: readonly string[] } | Refused

const granted = (plan: Plan): Bind[] =>
  plan.binds.filter(({ why }) => why === 'read' || why === 'write' || why === 'exec')

const kept = (plan: Plan): Bind[] => plan.binds.filter(({ why }) => why === 'start-place')

const covered = (plan: Plan): Bind[] => plan.binds.filter(({ why }) => why === 'pipe')

/** What the sandbox executes: the script, what it must try, and the server that it becomes. */
export function startCommand(plan: Plan, targets: Targets): string[] {
  const { dataBytes, processes, openFiles, fileBytes } = kernelLimits(plan.limits)
  const limits = [dataBytes / 1024, processes, openFiles, fileBytes / 1024].map(Math.floor).join(' ')
  const hasNames = plan.network === null ? '' : 'yes'
  return [
    ...plan.tools.shell,
    // Its input is a socket, so it would read a start file of the home, which a server may have written.
    '--norc',
    '-c',
    START_SCRIPT,
    'sallyport',
    targets.bait,
    targets.scratch,
    limits,
    String(Object.keys(plan.env).length),
    hasNames,
    carriedWords(plan).join(' '),
    ...kept(plan).flatMap(({ dest }) => ['keep', dest]),
    ...covered(plan).flatMap(({ dest }) => ['pipe', dest]),
    ...granted(plan).flatMap(({ mode, dest }) => [mode === 'rw' ? 'write' : 'read', dest]),
    '--',
    ...plan.argv,
  ]
}

const UNREACHABLE = /: (?:Connection refused|Network is unreachable)$/
const NONE = /^0+$/

type Check = { readonly line: string; readonly holds: (answer: string) => boolean; readonly proof: string }

const CHECKS: readonly Check[] = [
  { line: 'read', holds: (answer) => answer === 'cannot', proof: 'a bait file outside cannot be read' },
  { line: 'write', holds: (answer) => answer === 'cannot', proof: 'a scratch file outside cannot be written' },
  { line: 'root', holds: (answer) => answer === 'cannot', proof: 'the root folder is read-only' },
  { line: 'kernel', holds: (answer) => answer === 'cannot', proof: 'kernel settings cannot be written' },
  {
    line: 'status Uid:',
    holds: (answer) => answer.split(' ').every((uid) => uid === String(INSIDE.uid)),
    proof: `runs as uid ${INSIDE.uid} of its own user namespace`,
  },
  ...['CapInh:', 'CapPrm:', 'CapEff:', 'CapBnd:', 'CapAmb:'].map((name) => ({
    line: `status ${name}`,
    holds: (answer: string) => NONE.test(answer),
    proof: `${name.slice(0, -1)} is empty`,
  })),
  { line: 'status NoNewPrivs:', holds: (answer) => answer === '1', proof: 'no new privileges' },
  { line: 'status Seccomp:', holds: (answer) => answer === '2', proof: 'system calls are filtered' },
  { line: 'processes', holds: (answer) => answer === '2', proof: 'sees only its own processes' },
  { line: 'limits', holds: (answer) => answer === 'can', proof: 'limits are set' },
  { line: 'connect', holds: (answer) => UNREACHABLE.test(answer), proof: 'a live loopback listener cannot be reached' },
  { line: 'name', holds: (answer) => UNREACHABLE.test(answer), proof: 'a live name responder cannot be asked' },
]

const NAME_CHECKS: readonly Check[] = [
  { line: 'unknown', holds: (answer) => answer === 'refused', proof: 'a name that is not granted does not resolve' },
]

const checksOf = ({ network }: Plan): readonly Check[] => [...CHECKS, ...(network === null ? [] : NAME_CHECKS)]

/** Judges the lines up to `done`. Grants that do not work are told apart: that is the user's to mend, not the sandbox's. */
export function judgeReport(lines: readonly string[], plan: Plan): Proven {
  const unproven = (what: string): Proven => ({
    ok: false,
    code: 'confinement-unproven',
    message: `The sandbox does not hold: ${what}. Nothing was started.`,
  })
  const proofs: string[] = []
  for (const { line, holds, proof } of checksOf(plan)) {
    const answers = lines.filter((found) => found.startsWith(`${line} `)).map((found) => found.slice(line.length + 1))
    if (answers.length !== 1 || !holds(answers[0]!)) {
      return unproven(`"${proof}" could not be shown (${quote(untrusted(`${line}: ${answers.join(', ')}`), 200)})`)
    }
    proofs.push(proof)
  }
  if (lines.some((line) => line.startsWith('descriptor '))) return unproven('an open file of ours was handed down')
  proofs.push('no open file but stdin, stdout, stderr')
  const tried = lines.filter((line) => line.startsWith('start-place '))
  const places = kept(plan)
  if (tried.length !== places.length || tried.some((line) => line !== 'start-place cannot'))
    return unproven('what programs outside obey could be written to')
  const pipes = lines.filter((line) => line.startsWith('pipe '))
  if (pipes.length !== covered(plan).length || pipes.some((line) => line !== 'pipe cannot'))
    return unproven('a named pipe in a folder that may only be read is not covered')
  proofs.push(...[startPlacesProof(plan.startPlaces), pipesProof(plan.pipes)].filter((proof) => proof !== null))
  return judgeGrants(lines, plan) ?? { ok: true, proofs }
}

function judgeGrants(lines: readonly string[], plan: Plan): Proven | null {
  const answers = lines.filter((line) => line.startsWith('grant '))
  for (const [i, { dest, mode }] of granted(plan).entries()) {
    if (answers[i] !== 'grant can') return unusable(plan, dest, mode === 'rw' ? 'write' : 'read')
  }
  return lines.includes('program can') ? null : unusable(plan, plan.argv[0], 'execute')
}

const RIGHTS = { read: 'rX', write: 'rwX', execute: 'rx' } as const

function unusable(plan: Plan, path: string, way: keyof typeof RIGHTS): Proven {
  const who = `the user that servers run as here (uid ${plan.hostUid})`
  return {
    ok: false,
    code: 'grant-unusable',
    message: `${quote(untrusted(path), 400)} cannot be used: ${who} may not ${way} it. Nothing was started.`,
    fix: `Give that user access, \`setfacl -R -m u:${plan.hostUid}:${RIGHTS[way]} -- ${shellWord(path)}\`, or leave the grant out.`,
  }
}
