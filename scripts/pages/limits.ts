// docs/limits.md: every bound with what happens there.
import { type Bound, BOUNDS } from '../../src/core/model/bounds.ts'

export const limitsPage = (): string => `
# Limits

Nothing grows without a bound, and no bound is passed in silence. At a limit the answer is a clear refusal and an event.

| bound | default | owner | what happens at the limit |
|---|---|---|---|
${Object.entries(BOUNDS)
  .map(([name, bound]) => `| \`${name}\` | ${amount(bound)} | \`${bound.owner}\` | ${bound.atLimit} |`)
  .join('\n')}
`

const BYTES = ['bytes', 'KB', 'MB', 'GB']

function amount({ value, unit }: Bound): string {
  if (unit === 'ms') return value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`
  if (unit !== 'bytes') return unit === 'levels' ? `${value} levels` : String(value)
  let step = 0
  let size = value
  for (; size >= 1024 && size % 1024 === 0 && step < BYTES.length - 1; step += 1) size /= 1024
  return `${size} ${BYTES[step]}`
}
