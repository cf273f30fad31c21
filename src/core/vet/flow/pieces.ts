// Pieces of texts and lists, as code takes them: parts, repetitions, replacements, one behind the other and back.
import { Cell } from './cell.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })
const LONGEST = 4_000
const MOST = 120

const METHODS = /^(?:slice|substring|substr|charAt|at|repeat|split|replace|replaceAll)$/

/** What `of.key(…args)` gives; null: it is no such method, or what it is asked for is not known. */
export function pieces(key: string, of: Cell, args: readonly Cell[]): Cell | null {
  if (!METHODS.test(key)) return null
  if (of.fields !== null && of.texts.size === 0) return key === 'slice' ? cutList(of, args) : null
  const texts = [...of.texts]
  if (texts.length === 0 || of.fields !== null) return null
  const cell = new Cell()
  if (key === 'split') {
    const between = onlyText(args[0])
    const [text] = texts
    if (between === null || texts.length > 1) return null
    for (const [index, part] of text!.split(between).slice(0, MOST).entries())
      cell.field(String(index)).addText(part, QUIET())
    return cell
  }
  for (const text of texts) {
    const cut = cutText(key, text, args)
    if (cut === null) return null
    cell.addText(cut.slice(0, LONGEST), QUIET())
  }
  return cell
}

function cutText(key: string, text: string, args: readonly Cell[]): string | null {
  if (key === 'replace' || key === 'replaceAll') {
    const [from, to] = [onlyText(args[0]), onlyText(args[1])]
    return from === null || from === '' || to === null ? null : text.replaceAll(from, () => to)
  }
  const [first, second, step] = args.map(numberIn)
  if ([first, second, step].some((one) => one !== undefined && Number.isNaN(one))) return null
  if (key === 'repeat')
    return first === undefined || first < 0 || first > LONGEST ? null : text.slice(0, LONGEST).repeat(first)
  if (key === 'charAt' || key === 'at') return first === undefined ? null : (text.at(first) ?? '')
  if (key === 'substring') return text.substring(first ?? 0, second)
  if (key === 'substr') {
    const from = first === undefined ? 0 : first < 0 ? Math.max(0, text.length + first) : first
    return text.slice(from, second === undefined ? undefined : from + second)
  }
  return stepped([...text.slice(0, LONGEST)], first, second, step).join('')
}

function cutList(of: Cell, args: readonly Cell[]): Cell | null {
  const fields = [...(of.fields ?? [])]
  const [first, second, step] = args.map(numberIn)
  if (fields.some(([key], index) => key !== String(index))) return null
  if ([first, second, step].some((one) => one !== undefined && Number.isNaN(one))) return null
  const cell = new Cell()
  for (const [index, [, field]] of stepped(fields, first, second, step).entries())
    cell.field(String(index)).join(field, QUIET())
  for (const mark of of.marks.values()) cell.addMark(mark, QUIET())
  return cell
}

/** `[a:b:c]` of Python, of which `slice(a, b)` is a part. */
function stepped<One>(all: readonly One[], first: number | undefined, second: number | undefined, step = 1): One[] {
  if (step > 0) return all.slice(first, second).filter((_, index) => index % step === 0)
  if (step === 0) return []
  const from = first === undefined ? all.length : first < 0 ? all.length + first + 1 : first + 1
  const to = second === undefined ? 0 : second < 0 ? all.length + second + 1 : second + 1
  return all
    .slice(Math.max(0, to), Math.max(0, from))
    .toReversed()
    .filter((_, index) => index % -step === 0)
}

/** Undefined: none was given; NaN: nobody knows which. */
function numberIn(cell: Cell): number | undefined {
  if (cell.texts.size === 0 && cell.names.size === 0 && cell.marks.size === 0 && cell.fields === null) return undefined
  const text = onlyText(cell)
  return text !== null && /^-?\d{1,6}$/.test(text) ? Number(text) : Number.NaN
}

function onlyText(cell: Cell | undefined): string | null {
  if (cell === undefined || cell.texts.size !== 1 || cell.names.size > 0) return null
  return [...cell.texts][0]!
}

/** The members of a list, the last one first. */
export function turned(of: Cell): Cell {
  const cell = new Cell()
  for (const [index, field] of [...(of.fields ?? new Map<string, Cell>()).values()].toReversed().entries())
    cell.field(String(index)).join(field, QUIET())
  return cell
}
