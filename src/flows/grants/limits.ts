// Reads the limits of a server from a command line. What is not said has its default.
import { Failure } from '../../core/model/failure.ts'
import { DEFAULT_LIMITS, type Limits } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { parseDuration } from './duration.ts'

const SIZES: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

/** `textOf` gives the word after an option, where it was said. */
export function readLimits(textOf: (option: string) => string | undefined): Limits {
  const read = <Value>(option: string, reader: (option: string, word: string) => Value): Value | undefined => {
    const word = textOf(option)
    return word === undefined ? undefined : reader(`--${option}`, word)
  }
  const given = <Key extends keyof Limits>(key: Key, value: Limits[Key] | undefined): Partial<Limits> =>
    value === undefined ? {} : { [key]: value }
  return {
    ...DEFAULT_LIMITS,
    ...given('memoryBytes', read('memory', size)),
    ...given(
      'cpus',
      read('cpu', (option, word) => within(option, word, /^\d{1,4}(?:\.\d{1,3})?$/, 0.1, 1024)),
    ),
    ...given(
      'pids',
      read('pids', (option, word) => within(option, word, /^\d{1,6}$/, 1, 32_768)),
    ),
    ...given('wallMs', read('time', time)),
    ...given('idleMs', read('idle', time)),
    ...given('outputBytes', read('output', size)),
    ...given(
      'openFiles',
      read('open-files', (option, word) => within(option, word, /^\d{1,6}$/, 16, 524_288)),
    ),
    ...given('fileBytes', read('file-size', size)),
    ...given(
      'changes',
      read('changes', (option, word) => within(option, word, /^\d{1,7}$/, 0, 1_000_000)),
    ),
  }
}

function size(option: string, word: string): number {
  const [, amount, unit] = /^(\d{1,12})([KMGT]?)$/i.exec(word) ?? []
  const bytes = Number(amount ?? Number.NaN) * (SIZES[(unit ?? '').toUpperCase()] ?? 1)
  const least = option === '--memory' ? '16M' : '1M'
  if (bytes >= Number.parseInt(least) * SIZES['M']! && bytes <= SIZES['T']!) return bytes
  throw invalid(option, word, `want a size from ${least} to 1T, such as 512M or 2G`)
}

function within(option: string, word: string, form: RegExp, least: number, most: number): number {
  const value = form.test(word) ? Number(word) : Number.NaN
  if (value >= least && value <= most) return value
  throw invalid(option, word, `want a number from ${least} to ${most}`)
}

function time(option: string, word: string): number {
  const ms = parseDuration(word)
  if (ms === null) throw invalid(option, word, 'want a duration such as 30s, 10m, 8h or 1d')
  return ms
}

const invalid = (option: string, word: string, why: string): Failure =>
  new Failure('grant-invalid', `${quote(untrusted(`${option} ${word}`), 400)}: ${why}`)
