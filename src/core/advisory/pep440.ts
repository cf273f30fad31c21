// Order of the versions of Python packages. https://packaging.python.org/specifications/version-specifiers/
const FORM =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i

export type PythonVersion = {
  readonly epoch: bigint
  readonly release: readonly bigint[]
  /** `a`, `b` or `rc` with its number. */
  readonly pre: readonly [string, bigint] | null
  readonly post: bigint | null
  readonly dev: bigint | null
  readonly local: readonly string[]
}

const PRE: Readonly<Record<string, string>> = {
  alpha: 'a',
  a: 'a',
  beta: 'b',
  b: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
}

export function readPythonVersion(text: string): PythonVersion | null {
  const found = text.length > 200 ? null : FORM.exec(text.trim())
  if (found === null) return null
  const [, epoch, release = '', pre, preNumber, postBare, post, postNumber, dev, devNumber, local] = found
  const numberOf = (text: string | undefined): bigint => BigInt(text === undefined || text === '' ? 0 : text)
  return {
    epoch: numberOf(epoch),
    release: release.split('.').map(BigInt),
    pre: pre === undefined ? null : [PRE[pre.toLowerCase()]!, numberOf(preNumber)],
    post: postBare !== undefined ? BigInt(postBare) : post === undefined ? null : numberOf(postNumber),
    dev: dev === undefined ? null : numberOf(devNumber),
    local: local?.toLowerCase().split(/[-_.]/) ?? [],
  }
}

/** Below, above or at 0; a local part counts last. */
export function comparePython(a: PythonVersion, b: PythonVersion): number {
  const steps = [
    () => order(a.epoch, b.epoch),
    () => compareRelease(a.release, b.release),
    () => comparePre(a, b),
    () => order(a.post ?? -1n, b.post ?? -1n),
    () => (a.dev === null ? (b.dev === null ? 0 : 1) : b.dev === null ? -1 : order(a.dev, b.dev)),
    () => compareLocal(a.local, b.local),
  ]
  return steps.map((step) => step()).find((found) => found !== 0) ?? 0
}

const order = (a: bigint | string | number, b: bigint | string | number): number => (a < b ? -1 : a > b ? 1 : 0)

function compareRelease(a: readonly bigint[], b: readonly bigint[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const found = order(a[at] ?? 0n, b[at] ?? 0n)
    if (found !== 0) return found
  }
  return 0
}

/** `1.0.dev1` comes before `1.0a1`, which comes before `1.0`. */
function comparePre(a: PythonVersion, b: PythonVersion): number {
  const rank = ({ pre, post, dev }: PythonVersion): number => (pre !== null ? 1 : post === null && dev !== null ? 0 : 2)
  const ranked = order(rank(a), rank(b))
  if (ranked !== 0 || a.pre === null || b.pre === null) return ranked
  return order(a.pre[0], b.pre[0]) || order(a.pre[1], b.pre[1])
}

function compareLocal(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [one, other] = [a[at], b[at]]
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1
    const [x, y] = [/^\d+$/.test(one), /^\d+$/.test(other)]
    const found = x && y ? order(BigInt(one), BigInt(other)) : x === y ? order(one, other) : x ? 1 : -1
    if (found !== 0) return found
  }
  return 0
}
