// A script is a transcript: commands with what they must print. How to write one is in CONTRIBUTING.md.

export type Step = {
  readonly line: number
  readonly command: string
  readonly stdin: string
  readonly wanted: Output
}
export type Output = { readonly stdout: readonly string[]; readonly stderr: readonly string[]; readonly exit: number }
export type Script = {
  readonly steps: readonly Step[]
  /** Files laid out before the first step: path relative to the scratch home, and text. */
  readonly files: Readonly<Record<string, string>>
}

type Draft = { line: number; command: string; stdin: string[]; stdout: string[]; stderr: string[]; exit: number }

export function readScript(text: string): Script {
  const [transcript = '', ...blocks] = text.split(/^-- (?=\S+ --$)/m)
  const drafts: Draft[] = []
  for (const [index, line] of transcript.split('\n').entries()) {
    const draft = drafts.at(-1)
    if (line.startsWith('$ '))
      drafts.push({ line: index + 1, command: line.slice(2), stdin: [], stdout: [], stderr: [], exit: 0 })
    else if (draft === undefined || line.startsWith('# ')) continue
    else if (line.startsWith('< ')) draft.stdin.push(`${line.slice(2)}\n`)
    else if (line.startsWith('! ')) draft.stderr.push(line.slice(2))
    else if (/^exit \d+$/.test(line)) draft.exit = Number(line.slice('exit '.length))
    else if (line === '' || line.startsWith('  ')) draft.stdout.push(line.slice(2))
    else throw new Error(`line ${index + 1} is no part of a script: ${line}`)
  }
  const steps = drafts.map(({ line, command, stdin, stdout, stderr, exit }) => {
    return { line, command, stdin: stdin.join(''), wanted: { stdout: trimmed(stdout), stderr: trimmed(stderr), exit } }
  })
  return { steps, files: Object.fromEntries(blocks.map(fileOf)) }
}

const fileOf = (block: string): readonly [path: string, text: string] => {
  const end = block.indexOf(' --\n')
  return [block.slice(0, end), block.slice(end + ' --\n'.length)]
}

/** Output as lines, without the empty ones at the end. */
export const linesOf = (text: string): readonly string[] => trimmed(text.split('\n').map((line) => line.trimEnd()))

function trimmed(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1)
}

/** `{any}` stands for any text within a line, `{lines}` alone for any number of lines. */
export function isLike(found: readonly string[], wanted: readonly string[]): boolean {
  const pattern = wanted.map((line) => (line === '{lines}' ? '(?:.*\n)*' : `${inLine(line)}\n`)).join('')
  return new RegExp(`^${pattern}$`).test(found.map((line) => `${line}\n`).join(''))
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
const inLine = (line: string): string => line.split('{any}').map(escaped).join('.*')

/** A transcript with what was really printed in place of what was wanted, for those steps that differ. */
export function updated(text: string, found: readonly (readonly [Step, Output])[]): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => /^-- \S+ --$/.test(line))
  for (const [step, output] of found.toReversed()) {
    const rest = lines.slice(step.line, end < 0 ? undefined : end)
    const next = rest.findIndex((line) => line.startsWith('$ ') || line.startsWith('# '))
    const old = next < 0 ? rest : rest.slice(0, next)
    const shown = [...old.filter((line) => line.startsWith('< ')), ...transcriptOf(output)]
    lines.splice(step.line, old.length, ...shown, ...(next < 0 && end < 0 ? [] : ['']))
  }
  return `${lines.join('\n').trimEnd()}\n`
}

const transcriptOf = ({ stdout, stderr, exit }: Output): readonly string[] => [
  ...stdout.map((line) => (line === '' ? '' : `  ${line}`)),
  ...stderr.map((line) => `! ${line}`),
  ...(exit === 0 ? [] : [`exit ${exit}`]),
]
