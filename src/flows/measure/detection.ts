// `bench detect`: read every sample, ask the rules, count what they say, and keep what they got wrong.
import { pairing } from '../../core/measure/pairs.ts'
import { sampleOf } from '../../core/measure/sample.ts'
import { tally } from '../../core/measure/tally.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Answer, Fault, Measured, Miss, Sample } from '../../core/model/detection.ts'
import { reveal } from '../../core/model/untrusted.ts'
import { corpusFiles, corpusLines } from '../../io/source/corpus.ts'
import type { Judging } from '../judging/judging.ts'
import { Parsers } from '../judging/parsers.ts'
import { type Answered, answerTo, type Without } from './answer.ts'
import { speedometer } from './speed.ts'
import { withUserRules } from './user-answer.ts'

export type MeasureWorld = {
  /** Milliseconds that only grow. */
  readonly clock: () => number
  readonly progress: (text: string) => void
  /** Rules whose findings are left out. */
  readonly without?: Without
  /** Called for every sample that was answered otherwise than its label says. */
  readonly onMiss: (miss: Miss) => void
  /** Called for every sample. */
  readonly onAnswer?: (sample: Sample, answer: Answer) => void
  /** A person's own rules are asked as well; null where there are none. */
  readonly judging?: Judging | null
}

const SHOWN_FAULTS = 20
const QUIET_MS = 2_000
/** Rows between two looks at the clock. */
const LOOK_EVERY = 1_000

export async function measureDetection(folder: string, world: MeasureWorld): Promise<Measured> {
  const { clock, progress, onMiss, onAnswer, without, judging = null } = world
  const counts = tally()
  const pairs = pairing()
  const speed = speedometer(clock)
  const faults = faultList()
  const parsers = new Parsers()
  let said = clock()
  let rows = 0
  for await (const { sample, place } of samplesIn(folder, faults.add)) {
    const ours = await answerTo(sample, parsers, without)
    const answered = judging === null ? ours : await withUserRules(ours, sample, judging)
    counts.add(sample, answered.answer)
    onAnswer?.(sample, answered.answer)
    pairs.add(sample, answered.answer)
    if (answered.answer !== 'unanswered') speed.keep(sample.set, sample.text)
    if (isMiss(sample, answered)) onMiss(missOf(sample, answered))
    rows += 1
    if (rows % LOOK_EVERY !== 0 || clock() - said < QUIET_MS) continue
    said = clock()
    progress(`${rows} rows judged, in ${place}`)
  }
  return { cells: counts.cells(), pairs: pairs.pairs(), speed: speed.measure(), ...faults.all() }
}

type Placed = { readonly sample: Sample; readonly place: string }

/** Every row that is a sample; what is none goes to `onFault`. */
async function* samplesIn(folder: string, onFault: (fault: Fault) => void): AsyncGenerator<Placed> {
  const files = await corpusFiles(folder)
  const seen = new Set<string>()
  for (const [index, corpus] of files.entries()) {
    const file = reveal(corpus.file)
    if (seen.has(corpus.set)) {
      onFault({ where: file, why: 'is a second file of the same set, and was not counted' })
      continue
    }
    seen.add(corpus.set)
    for await (const line of corpusLines(corpus)) {
      const sample = 'fault' in line ? line.fault : sampleOf(reveal(corpus.set), line.text)
      if (typeof sample === 'string') onFault({ where: `${file}:${line.number}`, why: sample })
      else yield { sample, place: `file ${index + 1} of ${files.length}` }
    }
  }
}

function faultList() {
  const faults: Fault[] = []
  let faultCount = 0
  return {
    add: (fault: Fault): void => {
      faultCount += 1
      if (faults.length < SHOWN_FAULTS) faults.push(fault)
    },
    all: (): Pick<Measured, 'faults' | 'faultCount'> => ({ faults, faultCount }),
  }
}

const isMiss = ({ label }: Sample, { answer }: Answered): boolean =>
  label === 'malicious' ? answer === 'allow' : answer === 'block' || answer === 'review'

const WORDS = 12
const missOf = ({ set, id, surface, label, text }: Sample, { answer, rules }: Answered): Miss => ({
  set,
  id: reveal(id.slice(0, 200)),
  surface,
  label,
  answer,
  rules,
  words: reveal(text.slice(0, 200).split(/\s+/).slice(0, WORDS).join(' ')),
})

/** Lines for a file, bounded; the last one says when there were more. */
export function missList(): { readonly add: (miss: Miss) => void; readonly text: () => string } {
  const lines: string[] = []
  let count = 0
  return {
    add: (miss) => {
      count += 1
      if (lines.length < bound('listed-misses')) lines.push(JSON.stringify(miss))
    },
    text: () => {
      const more = count - lines.length
      return [...lines, ...(more === 0 ? [] : [JSON.stringify({ more })])].map((line) => `${line}\n`).join('')
    },
  }
}
