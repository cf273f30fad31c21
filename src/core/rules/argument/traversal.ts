// Whether a value leaves the folder that it is meant for: steps up, also written in codes, bytes that end a name for some programs
// and not for others, hosts of shares, and schemes that read where a name was expected.
import { isSecretFile } from './secret-file.ts'

/** UTF-16 units; no system has longer paths. */
const LOOKS_AT = 8_192

/** What of a path a value may be: one that only names something never steps up at all. */
export type Place = 'path' | 'address' | 'name'

/** `readings` are the other ones, with codes undone. Null: it stays where it is. */
export function traversalOf(value: string, readings: readonly string[], place: Place): string | null {
  const text = value.slice(0, LOOKS_AT)
  if (!MAY_BE.test(text)) return null
  const plain = stepsOf(text)
  const others = readings.map((reading) => stepsOf(reading.slice(0, LOOKS_AT), true))
  if (plain === 0 && others.some((steps) => steps > 0)) return 'steps up, written in codes'
  if (others.some((steps) => steps > plain + 1)) return 'steps up further than it seems, in codes'
  return (
    climbs(text, plain, place) ??
    [text, ...readings].map((reading) => ended(text, reading.slice(0, LOOKS_AT))).find((why) => why !== null) ??
    hidden(text, readings) ??
    elsewhere(text, place)
  )
}

/** Two dots, a code, a zero byte, a share, or a scheme: most values hold none of them. */
const MAY_BE = /\.\.|%[0-9a-z]{2}|0x2e|\\[\\x0u]|&#|\0|:\/\/|[．。․‥…]|\?[.?]?[\\/]/i

/** Parts of nothing but dots, two at least, that stand at a slash of either kind, or at a sign that no alphabet has. */
const STEP = /(?<![\w.])\.{2,}[\0-\x1f]{0,2}(?=[\\/;\ue000-\uf8ff])|(?<=[\\/])\.{2,}(?=$|[\\/;?#\s'"])/g
/** What is left when codes were undone may go on with a percent sign that stands for itself. */
const UNDONE = /(?<=[\\/])\.{2,}(?=%)/g

const stepsOf = (text: string, isUndone = false): number => {
  if (!text.includes('..') && !text.includes('.\0')) return 0
  const plain = text.replace(/(?<=\.)[\0-\x1f]+(?=\.)/g, '')
  return (plain.match(STEP)?.length ?? 0) + (isUndone ? (plain.match(UNDONE)?.length ?? 0) : 0)
}

const SYSTEM =
  /(?:^|[\\/])(?:etc[\\/](?:passwd|shadow|group|hosts|issue|motd|\w+\.conf)|boot\.ini|win\.ini|windows[\\/]|winnt[\\/]|system32|proc[\\/](?:self|\d)|web-inf|\.ssh|\.aws|\.env\b|\.git[\\/]|var[\\/]log|root[\\/]|home[\\/])/i

/** One step from where one stands is how a neighbour is named; many lead somewhere that nobody gave. */
function climbs(text: string, steps: number, place: Place): string | null {
  if (steps === 0) return null
  if (/^[\\/]\.{2,4}[\\/]/.test(text)) return 'steps up from the root'
  if (
    /\.{3,4}[\\/]{1,4}\.{3,4}|\.{3,4}[\\/]{2}|\.\.;[\\/]|\.{2,3}\\\/|\.\.[\\/]{2,4}\.\./.test(text) &&
    !text.startsWith('./...')
  )
    return 'steps up in a way that filters overlook'
  if (SYSTEM.test(text.replace(/\.{2,4}[\\/]+/g, '/'))) return 'steps up to files of the system'
  const inRow = (text.match(/(?:\.\.[\\/]){3}/) ?? []).length > 0
  const isOne = !/\s/.test(text.trim())
  if (place === 'name') return isOne || inRow ? 'steps up where a name is expected' : null
  if (place === 'address') return inRow || /:\/\/[^?#]*\/\.\.\//.test(text) ? 'steps up in an address' : null
  return inRow ? 'steps up three folders and more' : null
}

/** A zero byte ends a name for programs in C and for no others. */
function ended(text: string, reading: string): string | null {
  return /%(?:25){0,3}00|\\(?:0|x00|u0000)|\0/.test(text) && /[\w.]\0/.test(reading)
    ? 'ends its name with a zero byte'
    : null
}

/** Codes in a path to a file of the system: nobody writes one so who means it. */
function hidden(text: string, readings: readonly string[]): string | null {
  if (/\s/.test(text.trim())) return null
  const codes = text.match(/%[0-9a-z]{2}|%u[0-9a-f]{4}|0x(?:2[ef]|5c)|%%/gi)?.length ?? 0
  const names = /(?:etc.{0,30}(?:passwd|issue|shadow|hosts)|boot\.ini|win\.ini|windows.{1,30}system32)/is
  if (codes >= 2 && [text, ...readings].some((reading) => names.test(reading.slice(0, LOOKS_AT))))
    return 'writes the path to a file of the system in codes'
  return /(?:[.?]{2}(?:[\\/]|%\w{2})){2,}/.test(text) && /\?/.test(text) && names.test(text)
    ? 'writes steps with signs that stand for dots'
    : null
}

const READERS = /^(?:php|phar|zip|expect|glob|ogg|ssh2|rar|data|compress\.\w{2,5}|jar|netdoc|file):\/{0,2}/i

function elsewhere(text: string, place: Place): string | null {
  if (/^\\\\[\w.-]{1,255}\\[\w$.-]{1,255}/.test(text)) return place === 'path' ? null : 'names a share of another host'
  if (!READERS.test(text) || place === 'address') return null
  if (/^data:[\w/+.-]{0,80}[;,]/i.test(text)) return null
  if (/^file:/i.test(text))
    return SYSTEM.test(text) || isSecretFile(text.replace(/^file:\/*/i, '/'))
      ? 'names a file of the system by its address'
      : null
  return /^[\w.]+:\/\//.test(text) ? 'names a scheme that reads, where a name is expected' : null
}
