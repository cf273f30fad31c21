// Files that a command names: `node setup && ./build.sh`, also by way of another script of the package.

const RUNS = /(?:^|\/)(?:node|nodejs|bun|deno|tsx|ts-node|jiti|python\d?(?:\.\d+)?)(?:\.exe)?$/
const RUNNERS: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn', 'bun'])
const FILE = /\.(?:[cm]?[jt]sx?|pyw?|sh)$/i
const DEEPEST = 5

export function filesIn(command: string, scripts: Readonly<Record<string, string>>, depth = 0): string[] {
  if (depth > DEEPEST || command.length > 20_000) return []
  return command.split(/&&|\|\||[;&|\n]/).flatMap((part) => filesOf(part, scripts, depth))
}

/** Of one program: every word that is a file by its ending or its dot, what an interpreter is given first, and what a script starts. */
function filesOf(part: string, scripts: Readonly<Record<string, string>>, depth: number): string[] {
  const words = part.split(/[\s"'`(),]+/).filter((word) => word !== '')
  const files = words.filter((word) => FILE.test(word) || /^\.{1,2}(?:\/|$)/.test(word))
  for (const [index, word] of words.entries()) {
    const rest = words.slice(index + 1).filter((one) => !one.startsWith('-') && one !== 'run')
    if (RUNS.test(word)) files.push(...rest.slice(0, 1))
    const script = RUNNERS.has(word) ? scripts[rest[0] ?? ''] : undefined
    if (script !== undefined) files.push(...filesIn(script, scripts, depth + 1))
  }
  return [...new Set(files)]
}
