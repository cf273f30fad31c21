// Places of several files on one line, one file behind the other, so that each place is that of one file.
import type { Code } from './code.ts'
import { partsOf } from './shape.ts'

export function shifted(code: readonly Code[], by: number): readonly Code[] {
  const waiting: Code[] = [...code]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    ;(one as { at: number }).at += by
    for (const part of partsOf(one)) waiting.push(part)
  }
  return code
}
