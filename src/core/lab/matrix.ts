// Results as a matrix: each field with its word and the report of ours behind it.
import {
  type AttackResult,
  type Cell,
  type Column,
  type LabGroup,
  type LabMatrix,
  type LabRow,
  PARTS,
  type Played,
  type Variant,
  type VariantResult,
  twinWords,
  unplayed,
} from '../model/lab.ts'
import {
  controlHolds,
  exitOf,
  expected,
  isAt,
  isTold,
  layersOf,
  stoppedBy,
  tally,
  twinHolds,
  unfound,
  verdictOf,
} from './verdict.ts'

export const matrixOf = (results: readonly AttackResult[], columns: readonly Column[]): LabMatrix => ({
  columns,
  groups: results.map((result) => groupOf(result, columns)),
  sums: sumsOf(results, columns),
  exit: exitOf(results, columns),
})

function groupOf(result: AttackResult, columns: readonly Column[]): LabGroup {
  const { attack, variants, trouble } = result
  const { id, title, what } = attack
  return {
    id,
    title,
    what,
    trouble,
    rows: variants.map((variant) => rowOf(variant, columns)),
    twin: { what: twinWords(attack), cells: columns.map((column) => twinCell(result, column)) },
  }
}

export const stepsOf = ({ steps }: Variant): LabRow['steps'] =>
  steps.map(({ does, stoppedBy }) => ({ does, layers: layersOf(stoppedBy) }))

function rowOf(result: VariantResult, columns: readonly Column[]): LabRow {
  const { variant } = result
  return {
    variant: variant.id,
    what: variant.what,
    twoStep: variant.twoStep,
    steps: stepsOf(variant),
    control: controlCell(result),
    cells: columns.map((column) => cellOf(result, column)),
  }
}

function controlCell(result: VariantResult): Cell {
  const { variant, control } = result
  if (unplayed(variant) !== undefined) return notPlayed(variant)
  if (control === null) return { state: 'bad', word: 'not played', why: '' }
  const why = `${control.done} of ${control.of}`
  return controlHolds(result) ? { state: 'good', word: 'succeeds', why } : { state: 'bad', word: 'fails', why }
}

const notPlayed = ({ open, beyond }: Variant): Cell =>
  open === undefined
    ? { state: 'note', word: 'out of reach', why: beyond ?? '' }
    : { state: 'note', word: 'open', why: open }

function cellOf({ variant, runs }: VariantResult, column: Column): Cell {
  const played = runs[column]
  const verdict = verdictOf(variant, column, played)
  if (verdict === 'open') return notPlayed(variant)
  if (verdict === 'not played' || played === undefined) return { state: 'bad', word: 'not played', why: '' }
  const harm = `${played.done} of ${played.of}${variant.twoStep ? `, ${played.sinkBytes} bytes at the sink` : ''}`
  const stops = stoppedBy(variant, column, played)
  const reports = stops.map(({ part, by, what }) => `${PARTS[part].layer} ${by}: ${what}`)
  const alerts = played.alerts.length === 0 ? '' : `; alert: ${played.alerts.join(', ')}`
  const found = foundIn(variant, column, played)
  const asked = variant.play.allows === undefined ? '' : `; ${askedWords(played.questions)}`
  const report = `${reports.length === 0 ? 'nothing was reported' : reports.join('; ')}${asked}${found}${alerts}`
  switch (verdict) {
    case 'stopped':
      return { state: 'good', word: `stopped ${layersOf(stops.map(({ part }) => part)).join(' ')}`, why: report }
    case 'unexplained': {
      const parts = expected(variant, column)
      const alert = isTold(variant, parts, played) ? '' : `, and the alert ${variant.alert}`
      const unseen = unfound(variant, column, played)
      const missing = unseen.length === 0 ? alert : `${alert}, and findings at ${unseen.join(', ')}`
      const declared = layersOf(parts).join(', ')
      return { state: 'bad', word: 'unexplained', why: `${report}; declared were ${declared}${missing}` }
    }
    case 'only that layer':
      return { state: 'note', word: 'through', why: `${harm}: only this layer stands in its way, as declared` }
    default:
      return { state: 'bad', word: 'THROUGH', why: harm }
  }
}

/** The first finding in each of the places that were declared. */
function foundIn({ finds = [] }: Variant, column: Column, { findings }: Played): string {
  if (column === 'L6') return ''
  const found = finds.flatMap((wanted) => findings.find((one) => isAt(one, wanted)) ?? [])
  if (found.length === 0) return ''
  const shown = found.map(({ rule, at, note }) => `${rule} at ${at}${note === '' ? '' : ` (${short(note, 100)})`}`)
  return `; found: ${shown.join(', ')}${finds.length > 1 ? ` (${found.length} of ${finds.length} places)` : ''}`
}

function twinCell(result: AttackResult, column: Column): Cell {
  const { control, runs } = result.twin
  const run = runs[column]
  const asked = run === undefined ? '' : askedWords(run.questions)
  if (twinHolds(result, column)) return { state: 'good', word: 'passes', why: asked }
  const said = run?.outputs.join(' ') ?? 'nothing'
  const why = `${short(said)}, and without us ${short(control?.join(' ') ?? 'nothing')}`
  return { state: 'bad', word: 'differs', why: asked === '' ? why : `${why}; ${asked}` }
}

const askedWords = (questions: number): string =>
  questions === 0 ? 'nobody is asked' : `a person is asked ${questions === 1 ? 'once' : `${questions} times`}`

const short = (text: string, most = 200): string => (text.length > most ? `${text.slice(0, most)}…` : text)

function sumsOf(results: readonly AttackResult[], columns: readonly Column[]): readonly Cell[] {
  const { controls, twins, troubles, open: waiting, beyond } = tally(results, columns)
  const all = (held: number, of: number, word: string): Cell => ({
    state: held === of ? 'good' : 'bad',
    word: `${held} of ${of}`,
    why: word,
  })
  const byColumn = columns.map((column): Cell => {
    const { variants, open, beyond, stopped, onlyThatLayer } = tally(results, [column])
    const of = variants - open - beyond - onlyThatLayer
    const alone = onlyThatLayer === 0 ? '' : `; ${onlyThatLayer} come through that only ${column} stops, as declared`
    return all(stopped, of, column === 'all' ? 'attacks are stopped' : `attacks are stopped without ${column}${alone}`)
  })
  return [
    ...byColumn,
    all(controls.held, controls.of, 'controls succeed without us'),
    all(twins.held, twins.of, 'runs of honest twins give the same answers'),
    ...(waiting === 0
      ? []
      : [{ state: 'note', word: `${waiting} open`, why: 'declared, and not stopped by anything yet' } as const]),
    ...(beyond === 0
      ? []
      : [{ state: 'note', word: `${beyond} out of reach`, why: 'declared, and nothing here can stop them' } as const]),
    ...(troubles === 0 ? [] : [{ state: 'bad', word: `${troubles} not played`, why: 'see above' } as const]),
  ]
}
