// Runs in a process of its own, which may die of a file: reads one file of code after the other, or several that were read before as one,
// and answers with their facts.
import type { Fact, FileFacts } from '../../core/vet/fact.ts'
import { readSource, readTogether, unread } from '../../core/vet/read-source.ts'
import type { Source } from '../../core/vet/source.ts'
import { loadJavascript } from '../../io/engine/javascript.ts'
import { loadPython } from '../../io/engine/python.ts'

export type Request = { readonly one: Source } | { readonly together: readonly Source[] }
/** Null: it was too much to be followed. */
export type Together = ReadonlyMap<string, readonly Fact[]> | null

const readers = Promise.all([loadJavascript(), loadPython()])

process.on('message', (request: Request) => {
  void answer(request).then((facts) => process.send?.(facts))
})

async function answer(request: Request): Promise<FileFacts | { readonly together: Together }> {
  const [javascript, python] = await readers
  if ('together' in request) return { together: orNull(() => readTogether(request.together, { javascript, python })) }
  try {
    return readSource(request.one, { javascript, python })
  } catch (cause) {
    return unread(
      request.one.path,
      `our reading of it stopped with ${cause instanceof Error ? cause.name : 'an error'}`,
    )
  }
}

/** Each of the files was read before: what is lost is said by who asks. */
function orNull(work: () => Together): Together {
  try {
    return work()
  } catch {
    return null
  }
}
