// Terminal control sequences in text that is meant for a model: they can hide, colour over or rewrite what a person sees.
import type { Span } from './span.ts'

/** conceal: nothing that this sequence does shows text to a person. style: colours and the like. */
export type Ansi = { readonly kind: 'conceal' | 'style'; readonly span: Span }

/** ECMA-48: CSI, string sequences (OSC, DCS, SOS, PM, APC) up to their end, two-byte escapes, or a bare escape. */
const SEQUENCE =
  /(?:\x1b\[|\x9b)(?<params>[0-?]*)[ -/]*(?<final>[@-~])?|(?:\x1b(?<string>[\]PX^_])|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g

/** Every sequence in order. Each one ends at the next escape at the latest, so the work is linear. */
export function findAnsi(text: string): Ansi[] {
  if (!/[\x1b\x90-\x9f]/.test(text)) return []
  return Array.from(text.matchAll(SEQUENCE), ({ 0: found, index, groups }) => ({
    kind: conceals(found, groups?.['params'], groups?.['final']) ? ('conceal' as const) : ('style' as const),
    span: [index, index + found.length] as const,
  }))
}

function conceals(found: string, params: string | undefined, final: string | undefined): boolean {
  if (params === undefined || final === undefined) return isCoveringString(found)
  if (final === 'm') return hidesInk(params.split(/[;:]/).map(Number))
  // Moving back and erasing covers what was written before.
  return 'ABCDEFGHJKLMPSTXfsu'.includes(final)
}

/** Titles, clipboard writes (OSC 52) and links (OSC 8) that show one thing and mean another. */
const isCoveringString = (found: string): boolean =>
  /^(?:\x1b\]|\x9d)(?:8|52);|^(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])/.test(found)

/** SGR 8, or the same colour, bright or not, for ink and paper. */
function hidesInk(codes: readonly number[]): boolean {
  let ink = ''
  let paper = ''
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    if (code === 38 || code === 48) {
      const length = codes[i + 1] === 5 ? 2 : 4
      const colour = codes.slice(i + 1, i + 1 + length).join(';')
      if (code === 38) ink = colour
      else paper = colour
      i += length
    } else if (code === 8) return true
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) ink = `${code % 10}`
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) paper = `${code % 10}`
  }
  return ink !== '' && ink === paper
}
